"""The shared data model. Every stage imports this package and nothing of another stage."""
