"""Grade a class: intake, execute, verify, record; then report.

The kernels that run learners' code get a secret seed and send back observations. The trusted process compares
them with the reference. It imports and runs nothing of a submission, and believes no score that one claims.
"""
