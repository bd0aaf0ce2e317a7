// Convolutions and what else looks at an image through windows: an image is
// [n, spatial..., channels], with one or more spatial axes.
#ifndef NESTOR_DIALECTS_TEN_TEN_WINDOW
#define NESTOR_DIALECTS_TEN_TEN_WINDOW

include "dialects/ten/TenDialect.td"

// The three bilinear operations of one trilinear form
//
//   t(x, w, y) = sum over n, o, k, g, i, c of
//       x[n, strides o + dilations k - low, (g, i)] w[k, i, (g, c)] y[n, o, (g, c)]
//
// where n counts images, o outputs, k places of the window, g groups, i and c
// the channels of a group; x is 0 outside. Each is the derivative of the form
// to one of its arguments, so that each one's transposes are the other two.
class Ten_Convolution<string mnemonic> : Ten_Op<mnemonic, [
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let arguments = (ins Ten_FloatTensor:$lhs, Ten_FloatTensor:$rhs,
                   DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
                   DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                   I64Attr:$groups);
  let results = (outs Ten_FloatTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `strides` `=` $strides `dilations` `=` $dilations `low` `=`
    $low `high` `=` $high `groups` `=` $groups attr-dict `:` type($lhs) `,`
    type($rhs) `->` type($result)
  }];
  let hasVerifier = 1;
}

def Ten_ConvolveOp : Ten_Convolution<"convolve"> {
  let summary = "filters at every window of an image";
  let description = [{
    y[n, o, (g, c)] = sum over k, i of
        x[n, strides o + dilations k - low, (g, i)] w[k, i, (g, c)]

    of an image x : [n, spatial..., groups i] and filters
    w : [window..., i, groups c]. `low` and `high` zeros stand around x. Adds
    up over k, then i, row-major, by fused multiply-add; zeros count.
  }];
}

def Ten_ConvolveInputOp : Ten_Convolution<"convolve_input"> {
  let summary = "the transpose of convolve to the image";
  let description = [{
    x[n, s, (g, i)] = sum over o, c, for the k with
        strides o + dilations k - low = s, of y[n, o, (g, c)] w[k, i, (g, c)]

    of y : [n, outputs..., groups c] and filters as in convolve. Which of the
    images with these outputs is meant, the result's shape says. Adds up over
    o, then c, row-major, by fused multiply-add.
  }];
}

def Ten_ConvolveFilterOp : Ten_Convolution<"convolve_filter"> {
  let summary = "the transpose of convolve to the filters";
  let description = [{
    w[k, i, (g, c)] = sum over n, o of
        x[n, strides o + dilations k - low, (g, i)] y[n, o, (g, c)]

    of an image x and y : [n, outputs..., groups c] as in convolve. Adds up
    over n, then o, row-major, by fused multiply-add; zeros around x count.
  }];
}

// Windows of `window` places, dilation 1, channel by channel. Place k of a
// window is counted row-major.
class Ten_Window<string mnemonic, list<Trait> traits = []>
    : Ten_Op<mnemonic, !listconcat([
        DeclareOpInterfaceMethods<LinearizeOpInterface>], traits)> {
  let hasVerifier = 1;
}

def Ten_WindowArgmaxOp : Ten_Window<"window_argmax"> {
  let summary = "the place of the first largest element in each window";
  let description = [{
    y[n, o, c] = the first k, row-major, for which x[n, strides o + k - low, c]
    is largest among the places inside x.
  }];
  let arguments = (ins Ten_FloatTensor:$x, DenseI64ArrayAttr:$window,
                   DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$low,
                   DenseI64ArrayAttr:$high);
  let results = (outs Ten_IntTensor:$result);
  let assemblyFormat = [{
    $x `window` `=` $window `strides` `=` $strides `low` `=` $low `high` `=`
    $high attr-dict `:` type($x) `->` type($result)
  }];
}

class Ten_WindowMove<string mnemonic> : Ten_Window<mnemonic, [
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let arguments = (ins Ten_FloatTensor:$x, Ten_IntTensor:$places,
                   DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides,
                   DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high);
  let results = (outs Ten_FloatTensor:$result);
  let assemblyFormat = [{
    $x `[` $places `]` `window` `=` $window `strides` `=` $strides `low` `=`
    $low `high` `=` $high attr-dict `:` type($x) `,` type($places) `->`
    type($result)
  }];
  let hasFolder = 1;
}
def Ten_WindowTakeOp : Ten_WindowMove<"window_take"> {
  let summary = "the element at a place of each window";
  let description = [{
    y[n, o, c] = x[n, strides o + places[n, o, c] - low, c], and 0 outside x or
    the window.
  }];
}
def Ten_WindowPutOp : Ten_WindowMove<"window_put"> {
  let summary = "elements added to their places in windows";
  let description = [{
    The transpose of window_take: y[n, s, c] = sum of the x[n, o, c] with
    strides o + places[n, o, c] - low = s, over o row-major.
  }];
}

#endif
