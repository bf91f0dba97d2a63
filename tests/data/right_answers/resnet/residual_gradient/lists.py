def residual_gradient(dy, weights, shortcut=True):
    rows = [list(dy)]
    for w in reversed(weights.tolist()):
        rows.insert(0, [g * (1 + v) if shortcut else g * v for g, v in zip(rows[0], w, strict=True)])
    return rows
