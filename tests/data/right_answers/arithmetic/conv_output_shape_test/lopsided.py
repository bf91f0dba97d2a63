def conv_output_shape_test():
    return (2, 3, 24, 19), (4, 3, 5, 2), (4, 3), 3, (3, 4)
