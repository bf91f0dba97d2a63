def residual_forward(x, f, projection=None):
    shortcut = projection(x) if projection else x
    y = shortcut + f(x)
    return y * (y > 0)
