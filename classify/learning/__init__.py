"""Training the tagger: data, network, loop, calibration, export, baselines and cross-validation; needs the extra ``train``."""
