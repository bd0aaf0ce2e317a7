// Builtins that look at images through windows: convolution, its transpose, the
// largest of each window.
#include "compiler/sema/Builtins.h"
#include "dialects/ten/shape_rules/ShapeRules.h"

namespace nestor::typed {

namespace rules = shape_rules;

// One number for all spatial axes, or a list with one for each.
std::optional<std::vector<int64_t>> Builtins::perAxis(BuiltinCall &call,
                                                      size_t index,
                                                      size_t spatial,
                                                      int64_t least) {
  if (!call.has(index))
    return std::vector<int64_t>(spatial, 1);
  auto numbers = constantShape(call.value(index), call.rangeOf(index));
  if (!numbers)
    return std::nullopt;
  if (numbers->size() == 1)
    numbers->resize(spatial, numbers->front());
  bool fits = numbers->size() == spatial;
  for (int64_t number : *numbers)
    fits &= number >= least;
  if (fits)
    return numbers;
  error(DiagnosticKind::BadArgument, call.rangeOf(index), call.name,
        fmt::format("an integer from {} on, or {} of them", least, spatial),
        describe(call.value(index).type));
  return std::nullopt;
}

// "same" (the default), "valid", a number for all sides, or a list with a
// number or a pair (before, behind) for each axis.
bool Builtins::readPadding(BuiltinCall &call, size_t index,
                           rules::Windows &windows) {
  size_t spatial = windows.extents.size();
  auto refuse = [&] {
    error(DiagnosticKind::BadArgument, call.rangeOf(index), call.name,
          fmt::format("\"same\", \"valid\", a number from 0 on, or {} of them "
                      "or of pairs",
                      spatial),
          describe(call.value(index).type));
    return false;
  };
  windows.low.assign(spatial, 0);
  windows.high.assign(spatial, 0);
  const Type *given = call.has(index) ? call.value(index).type : nullptr;
  if (!given || (given->is(TypeKind::Text) && given->text == "same")) {
    for (size_t i = 0; i < spatial; ++i) {
      int64_t both = (windows.extents[i] - 1) * windows.dilations[i];
      windows.low[i] = both / 2;
      windows.high[i] = both - both / 2;
    }
    return true;
  }
  if (given->is(TypeKind::Text))
    return given->text == "valid" || refuse();
  const Value &value = call.value(index);
  bool isList = given->is(TypeKind::Tuple);
  if (isList && given->fields.size() != spatial)
    return refuse();
  for (size_t i = 0; i < spatial; ++i) {
    Value entry = isList ? fieldOf(value, i) : value;
    auto sides = constantShape(entry, call.rangeOf(index));
    if (!sides)
      return false;
    if (sides->empty() || sides->size() > 2)
      return refuse();
    windows.low[i] = sides->front();
    windows.high[i] = sides->back();
  }
  return true;
}

// Floating point, of `spatial` axes with channels behind them; what stands
// before is one axis afterwards.
std::optional<Value> Builtins::imageOf(BuiltinCall &call, size_t spatial) {
  Value x = needTensor(call, 0);
  if (x.isError())
    return std::nullopt;
  if (!isFloating(x.type->element)) {
    error(DiagnosticKind::NeedsFloating, call.rangeOf(0), call.name,
          describe(x.type))
        .notes.push_back("convert first: `f32(x)`");
    return std::nullopt;
  }
  const Shape &shape = x.type->shape;
  if (shape.size() < spatial + 1) {
    error(DiagnosticKind::RankTooLow, call.rangeOf(0),
          fmt::format("the image of `{}`", call.name), spatial + 1,
          describe(x.type));
    return std::nullopt;
  }
  Shape one(shape.end() - (spatial + 1), shape.end());
  int64_t images = 1;
  for (size_t i = 0; i + spatial + 1 < shape.size(); ++i)
    images *= shape[i];
  one.insert(one.begin(), images);
  return reshaped(x, one, call.range);
}

// The outputs along each spatial axis, or an error that names the axis.
std::optional<Shape> Builtins::outputsOf(BuiltinCall &call, const Value &image,
                                         const rules::Windows &windows) {
  rules::Result result = rules::windows(image.type->shape, windows);
  if (auto *outputs = std::get_if<rules::Shape>(&result))
    return *outputs;
  const rules::Error &broken = std::get<rules::Error>(result);
  // Arguments are checked: all else that can be is a window that does not fit.
  error(DiagnosticKind::WindowTooLarge, call.range, broken.values[2],
        broken.values[1], broken.values[0] - 1);
  return std::nullopt;
}

// The shape in front of the channels and spatial axes of argument 0, with
// `inner` behind it.
static Shape withLeading(const Shape &given, size_t spatial, Shape inner) {
  inner.insert(inner.begin(), given.begin(), given.end() - (spatial + 1));
  return inner;
}

// Windows, groups and operands that convolution and its transpose share.
struct Builtins::Convolution {
  Value image, filters;
  Shape given;
  rules::Windows windows;
  int64_t groups = 1;
  size_t spatial = 0;
  /// Channels of an image, and of what comes out.
  int64_t in = 0, out = 0;

  std::vector<int64_t> attributes() const {
    std::vector<int64_t> all = windows.strides;
    for (auto *part : {&windows.dilations, &windows.low, &windows.high})
      all.insert(all.end(), part->begin(), part->end());
    return all;
  }
};

std::optional<Builtins::Convolution>
Builtins::convolutionOf(BuiltinCall &call) {
  Convolution c;
  c.filters = needTensor(call, 1);
  if (c.filters.isError())
    return std::nullopt;
  const Shape &w = c.filters.type->shape;
  if (w.size() < 3) {
    error(DiagnosticKind::RankTooLow, call.rangeOf(1),
          "filters [window..., in, out]", 3, describe(c.filters.type));
    return std::nullopt;
  }
  c.spatial = w.size() - 2;
  auto image = imageOf(call, c.spatial);
  if (!image)
    return std::nullopt;
  auto element = commonElement(*image, c.filters, call.range);
  if (!element)
    return std::nullopt;
  c.given = needTensor(call, 0).type->shape;
  c.image = toElement(*image, *element, call.range);
  c.filters = toElement(c.filters, *element, call.range);
  auto strides = perAxis(call, 2, c.spatial, 1);
  auto dilations = perAxis(call, 4, c.spatial, 1);
  if (!strides || !dilations)
    return std::nullopt;
  c.windows.extents.assign(w.begin(), w.end() - 2);
  for (int64_t extent : c.windows.extents)
    if (extent < 1) {
      error(DiagnosticKind::BadArgument, call.rangeOf(1), call.name,
            "a window of at least one place", describe(c.filters.type));
      return std::nullopt;
    }
  c.windows.strides = *strides;
  c.windows.dilations = *dilations;
  if (!readPadding(call, 3, c.windows))
    return std::nullopt;
  if (call.has(5)) {
    auto groups = constantInteger(call.value(5), call.rangeOf(5), "groups");
    if (!groups)
      return std::nullopt;
    c.groups = *groups;
  }
  if (c.groups < 1 || w.back() % c.groups) {
    error(DiagnosticKind::FiltersOfGroups, call.rangeOf(call.has(5) ? 5 : 1),
          w.back(), c.groups);
    return std::nullopt;
  }
  c.in = c.groups * w[w.size() - 2];
  c.out = w.back();
  return c;
}

bool Builtins::checkChannels(BuiltinCall &call, const Convolution &c,
                             int64_t wanted) {
  if (c.image.type->shape.back() == wanted)
    return true;
  Diagnostic &diagnostic =
      error(DiagnosticKind::ChannelMismatch, call.range, wanted,
            c.image.type->shape.back(), describe(c.filters.type));
  if (c.groups > 1)
    diagnostic.notes.push_back(
        fmt::format("filters [window..., in, out] look at one of {} groups of "
                    "channels",
                    c.groups));
  return false;
}

Value Builtins::emitConvolution(Primitive primitive, const Convolution &c,
                                const Shape &inner, SourceRange range) {
  Shape shape = inner;
  shape.insert(shape.begin(), c.image.type->shape[0]);
  Var *result = emit(primitive, {c.image.leaves[0], c.filters.leaves[0]},
                     types().tensor(c.image.type->element, shape), range,
                     c.attributes(), {c.groups});
  return reshaped(tensorValue(result), withLeading(c.given, c.spatial, inner),
                  range);
}

Value Builtins::callConvolution(BuiltinCall &call) {
  auto c = convolutionOf(call);
  if (!c || !checkChannels(call, *c, c->in))
    return errorValue();
  auto inner = outputsOf(call, c->image, c->windows);
  if (!inner)
    return errorValue();
  inner->push_back(c->out);
  return emitConvolution(Primitive::Convolve, *c, *inner, call.range);
}

// Of the images whose convolution has these outputs: with "same" padding the
// one that is `stride` times as large, else the smallest.
Value Builtins::callTransposedConvolution(BuiltinCall &call) {
  auto c = convolutionOf(call);
  if (!c || !checkChannels(call, *c, c->out))
    return errorValue();
  bool isSame = !call.has(3) || call.value(3).type->is(TypeKind::Text);
  isSame &= !call.has(3) || call.value(3).type->text == "same";
  Shape inner;
  const rules::Windows &at = c->windows;
  for (size_t i = 0; i < c->spatial; ++i) {
    int64_t outputs = c->image.type->shape[i + 1];
    int64_t reach = (at.extents[i] - 1) * at.dilations[i] + 1;
    int64_t padding = at.low[i] + at.high[i];
    inner.push_back(isSame ? outputs * at.strides[i]
                           : (outputs - 1) * at.strides[i] + reach - padding);
    if (outputs < 1 || inner.back() < 1) {
      error(DiagnosticKind::WindowTooLarge, call.range, reach,
            std::max<int64_t>(0, inner.back() + padding), i);
      return errorValue();
    }
  }
  inner.push_back(c->in);
  return emitConvolution(Primitive::ConvolveInput, *c, inner, call.range);
}

Value Builtins::callWindowMax(BuiltinCall &call) {
  Value window = call.value(1);
  size_t spatial =
      window.type->is(TypeKind::Tuple) ? window.type->fields.size() : 2;
  auto extents = perAxis(call, 1, spatial, 1);
  if (!extents)
    return errorValue();
  auto x = imageOf(call, spatial);
  auto strides = perAxis(call, call.has(2) ? 2 : 1, spatial, 1);
  if (!x || !strides)
    return errorValue();
  rules::Windows windows{*extents, *strides, Shape(spatial, 1), {}, {}};
  if (!readPadding(call, 3, windows))
    return errorValue();
  auto inner = outputsOf(call, *x, windows);
  if (!inner)
    return errorValue();
  inner->push_back(x->type->shape.back());
  std::vector<int64_t> attributes = windows.extents;
  for (auto *part : {&windows.strides, &windows.low, &windows.high})
    attributes.insert(attributes.end(), part->begin(), part->end());
  Shape shape = *inner;
  shape.insert(shape.begin(), x->type->shape[0]);
  Var *places =
      emit(Primitive::WindowArgmax, x->leaves,
           types().tensor(Element::I32, shape), call.range, attributes);
  Var *largest =
      emit(Primitive::WindowTake, {x->leaves[0], places},
           types().tensor(x->type->element, shape), call.range, attributes);
  return reshaped(tensorValue(largest),
                  withLeading(needTensor(call, 0).type->shape, spatial, *inner),
                  call.range);
}

} // namespace nestor::typed
