"""Grade a class: intake, execute, verify, record; then report.

Learners' code runs in a sandbox, gets a secret seed and sends back observations. The trusted process compares them
with the reference. It imports and runs nothing of a submission, and believes no score that one claims.
"""
