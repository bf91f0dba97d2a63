# expected: the first stage is given a projection under option B
def shortcut_parameters(blocks, channels, option):
    if option == "A":
        return 0
    total = 0
    c_in = channels[0]
    for i in range(len(blocks)):
        for j in range(blocks[i]):
            c_out = channels[i]
            first = j == 0
            if option == "C" or first:
                total += c_in * c_out + 2 * c_out
            c_in = c_out
    return total
