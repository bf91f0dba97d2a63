def sharpen_kernel(amount=1.0):
    kernel = []
    for i in range(3):
        row = []
        for j in range(3):
            distance = abs(i - 1) + abs(j - 1)
            if distance == 0:
                row.append(1 + amount)
            elif distance == 1:
                row.append(-amount / 4)
            else:
                row.append(0.0)
        kernel.append(row)
    return kernel
