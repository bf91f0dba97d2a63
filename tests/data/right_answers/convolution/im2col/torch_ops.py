import torch


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    (KH, KW), (SH, SW), (PH, PW), (DH, DW) = [
        (v, v) if isinstance(v, int) else v for v in (kernel_size, stride, padding, dilation)
    ]
    xp = torch.nn.functional.pad(torch.tensor(x.copy()), (PW, PW, PH, PH))
    windows = xp.unfold(2, DH * (KH - 1) + 1, SH).unfold(3, DW * (KW - 1) + 1, SW)
    windows = windows[..., ::DH, ::DW]  # (N, C, OH, OW, KH, KW)
    return windows.permute(0, 1, 4, 5, 2, 3).flatten(1, 3).flatten(2)
