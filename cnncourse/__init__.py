"""Reference implementations, exercises and grading for a course on convolutional networks.

Importing this package imports neither NumPy nor torch: ``cnncourse.numpy`` and ``cnncourse.torch`` do.
"""

__version__ = "0.1.0"
