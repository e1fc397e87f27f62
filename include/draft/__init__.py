"""`make new-dataset`: looks at a source and drafts a contract for one of its tables, files or lists.

    answers -> look (one module for each kind of source) -> Seen -> fields, key, rules -> contract with figures, fixture -> trial

Nothing of the pipeline imports this package: it is a tool for whoever writes contracts. What it says is in Indonesian.
No value of a personal field leaves the memory of the process.
"""
