"""The text of a document as published: PDF, HTML, DOCX, Akoma Ntoso XML, JSON or plain text.

`read.read_text` reads one document in this process; `workers.read_texts` reads many, each in a worker process with
time and memory limits. Both give a `document.DocumentText`.
"""
