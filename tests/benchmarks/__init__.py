"""Scripts that measure speed against a peer or a floor, in one run; they are not tests.

Each is started from the checkout, such as ``python -m tests.benchmarks.warm_ask --help``, and
prints ratios, which hold across machines better than seconds do.
"""
