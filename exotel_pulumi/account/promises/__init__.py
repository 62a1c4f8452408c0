"""What must stay true of calls: a file of promises (`calls.toml`), held against the ways of calls that there are. Pure.

`calls_file` reads the file, `ways` takes what a preview leads to apart, `judging` holds the one against the other, and
`text` says what is broken. What is not known does not pass: a promise is kept, or it is not.
"""
