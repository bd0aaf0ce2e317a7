"""Writes test/dialects/evaluate-convolutions.mlir: convolutions and both of their
transposes, pooling and what it becomes backwards, as PyTorch computes them.

usage: convolutions.py > test/dialects/evaluate-convolutions.mlir

All numbers are small integers, so that every order of summation gives the same.
"""

import torch

# name, image [n, spatial..., channels], window, filters, groups, strides, dilations, low, high
CASES = [
    ("same", [1, 5, 5, 2], [3, 3], 3, 1, [1, 1], [1, 1], [1, 1], [1, 1]),
    ("uneven", [2, 6, 7, 1], [3, 2], 17, 1, [2, 1], [1, 2], [2, 0], [0, 1]),
    ("grouped", [2, 4, 5, 4], [3, 3], 6, 2, [1, 1], [1, 1], [1, 0], [1, 0]),
    ("depthwise", [1, 5, 6, 18], [3, 3], 18, 18, [2, 2], [1, 1], [1, 1], [1, 1]),
    ("line", [2, 9, 3], [3], 9, 1, [3], [2], [2], [1]),
    ("columns", [1, 4, 11, 3], [3, 3], 2, 1, [1, 1], [1, 1], [1, 1], [1, 1]),
    ("grouped_columns", [2, 3, 10, 4], [2, 3], 4, 2, [1, 1], [1, 1], [0, 0], [0, 0]),
    ("volume", [1, 3, 4, 3, 2], [2, 2, 2], 3, 1, [1, 2, 1], [1, 1, 2], [0, 0, 1], [0, 0, 0]),
    ("single_place", [1, 5, 6, 3], [1, 1], 8, 1, [2, 2], [1, 1], [0, 1], [0, 0]),
    ("unseen_rows", [1, 8, 7, 2], [2, 2], 3, 1, [3, 3], [1, 1], [0, 0], [0, 0]),
    ("far_apart", [1, 9, 9, 8], [2, 3], 2, 1, [2, 3], [4, 2], [1, 1], [2, 1]),
    ("along_rows", [2, 3, 4, 1], [1, 2], 1, 1, [1, 1], [1, 1], [0, 0], [0, 0]),
    ("wide_image", [1, 3, 3, 9], [2, 2], 1, 1, [1, 1], [1, 1], [1, 1], [0, 0]),
]

# name, image, window, strides, low, high
POOLS = [
    ("beside", [1, 4, 5, 2], [2, 2], [2, 2], [0, 0], [0, 0]),
    ("overlapping", [2, 5, 5, 3], [3, 3], [1, 1], [1, 1], [1, 1]),
    ("strided", [1, 7, 6, 17], [3, 2], [2, 3], [1, 0], [1, 1]),
    ("along_a_line", [2, 9, 1], [3], [2], [1], [0]),
    ("large", [1, 7, 8, 2], [6, 6], [1, 2], [0, 0], [0, 0]),
    ("large_with_border", [1, 7, 7, 1], [6, 7], [3, 2], [2, 3], [3, 2]),
]

HEAD = """\
// RUN: nestor-opt %s --check-evaluate -o /dev/null
// Convolutions and windows agree with PyTorch (written by test/golden/convolutions.py).
"""

CONVOLUTIONS = {1: torch.nn.functional.conv1d, 2: torch.nn.functional.conv2d,
                3: torch.nn.functional.conv3d}


def numbers(shape, low=-3, high=4):
    return torch.randint(low, high, shape).double()


def tensor(name, values, element="f64"):
    shape = "x".join(map(str, [*values.shape, element]))
    text = values.tolist() if element == "f64" else values.long().tolist()
    print(f"  %{name} = ten.constant dense<{text}> : tensor<{shape}>")
    return f"tensor<{shape}>"


def first(x):
    """From [n, spatial..., channels] to channels behind n, and back with `last`."""
    return x.movedim(-1, 1)


def last(x):
    return x.movedim(1, -1)


def expect(name, line, type_text, how="equal"):
    print(f"  %{name} = {line}")
    print(f"  check.expect_{how} %{name}, %{name}_expected : {type_text}")


def padded(x, low, high, value):
    """Around the spatial axes of [n, channels, spatial...], the last axis first."""
    pads = [p for pair in zip(reversed(low), reversed(high)) for p in pair]
    return torch.nn.functional.pad(x, pads, value=value)


def convolution(name, shape, window, filters, groups, strides, dilations, low, high):
    x = numbers(shape).requires_grad_()
    w = numbers([*window, shape[-1] // groups, filters]).requires_grad_()
    y = last(CONVOLUTIONS[len(window)](
        padded(first(x), low, high, 0.0).contiguous(), w.movedim(-1, 0).movedim(-1, 1).contiguous(),
        stride=strides, dilation=dilations, groups=groups))
    ct = numbers(y.shape)
    dx, dw = torch.autograd.grad(y, (x, w), ct)
    print(f"\nfunc.func @{name}() {{")
    tx, tw, ty = tensor("x", x), tensor("w", w), tensor("ct", ct)
    tensor("y_expected", y)
    tensor("dx_expected", dx)
    tensor("dw_expected", dw)
    how = (f"strides = {strides} dilations = {dilations} low = {low} high = {high} "
           f"groups = {groups}")
    expect("y", f"ten.convolve %x, %w {how} : {tx}, {tw} -> {ty}", ty)
    expect("dx", f"ten.convolve_input %ct, %w {how} : {ty}, {tw} -> {tx}", tx)
    expect("dw", f"ten.convolve_filter %x, %ct {how} : {tx}, {ty} -> {tw}", tw)
    print("  return\n}")


def pool(name, shape, window, strides, low, high):
    # No ties here: each element of an image is another number.
    count = torch.Size(shape).numel()
    x = (torch.randperm(count).double() - count // 2).reshape(shape).requires_grad_()
    where = padded(first(x), low, high, float("-inf"))
    for axis in range(len(window)):
        where = where.unfold(2 + axis, window[axis], strides[axis])
    windows = where.flatten(2 + len(window))
    y, places = map(last, windows.max(-1))
    ct = numbers(y.shape)
    dx, = torch.autograd.grad(y, x, ct)
    print(f"\nfunc.func @{name}() {{")
    tx, ty = tensor("x", x), tensor("ct", ct)
    ti = tensor("places_expected", places, "i32")
    tensor("y_expected", y)
    tensor("dx_expected", dx)
    how = f"window = {window} strides = {strides} low = {low} high = {high}"
    expect("places", f"ten.window_argmax %x {how} : {tx} -> {ti}", ti)
    expect("y", f"ten.window_take %x[%places] {how} : {tx}, {ti} -> {ty}", ty)
    expect("dx", f"ten.window_put %ct[%places] {how} : {ty}, {ti} -> {tx}", tx)
    print("  return\n}")


def main():
    torch.manual_seed(0)
    print(HEAD, end="")
    for case in CASES:
        convolution(*case)
    for case in POOLS:
        pool(*case)


if __name__ == "__main__":
    main()
