"""Known traps brought back, each as a replacement in one file: the campaign must catch them all.

    python -m tests.faults.planted [NAME ...]

Each is planted in a copy of the tree, never in the tree itself, and the smallest share that must
catch it is run there. A patch that no longer fits fails loudly.
"""
