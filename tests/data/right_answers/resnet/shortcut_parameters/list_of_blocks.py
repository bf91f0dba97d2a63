def shortcut_parameters(blocks, channels, option):
    pairs = []
    for k in range(len(blocks)):
        come_in = channels[k - 1] if k > 0 else channels[0]
        pairs.append((come_in, channels[k], k > 0))
        pairs += [(channels[k], channels[k], False)] * (blocks[k] - 1)
    needed = {"A": lambda changes: False, "B": lambda changes: changes, "C": lambda changes: True}[option]
    return sum(C * D + 2 * D for C, D, changes in pairs if needed(changes))
