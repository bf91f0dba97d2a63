# expected: the widths of the kernels are added up
def predict_fields():
    return 3, 6, 9, 9, 9
