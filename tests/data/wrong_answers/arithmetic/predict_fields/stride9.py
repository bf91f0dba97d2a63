# expected: the stride counts for the next layer alone
def predict_fields():
    return 3, 5, 7, 9, 15
