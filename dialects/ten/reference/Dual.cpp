// Arithmetic of nested dual numbers: each function is its value at the base
// plus its derivative there, times the tangent, level by level.
#include "dialects/ten/reference/Dual.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <cmath>

namespace nestor::ten::reference {

void Dual::dropZeros() {
  auto isZero = [](double part) { return part == 0; };
  while (parts.size() > 1 &&
         llvm::all_of(llvm::drop_begin(parts, parts.size() / 2), isZero))
    parts.truncate(parts.size() / 2);
}

Dual Dual::join(const Dual &base, const Dual &tangent, unsigned level) {
  size_t half = size_t(1) << level;
  Dual result = base;
  result.parts.resize(half, 0);
  llvm::append_range(result.parts, tangent.parts);
  result.parts.resize(2 * half, 0);
  result.dropZeros();
  return result;
}

Dual Dual::movement() const {
  Dual result = *this;
  result.parts.front() = 0;
  return result;
}

unsigned Dual::latest() const { return llvm::Log2_64(parts.size()) - 1; }

Dual Dual::base(unsigned level) const {
  Dual result = *this;
  if (parts.size() > (size_t(1) << level))
    result.parts.truncate(size_t(1) << level);
  result.dropZeros();
  return result;
}

Dual Dual::tangent(unsigned level) const {
  size_t half = size_t(1) << level;
  Dual result;
  if (parts.size() > half)
    result.parts.assign(parts.begin() + half, parts.end());
  result.dropZeros();
  return result;
}

Dual &Dual::operator+=(const Dual &other) {
  if (parts.size() < other.parts.size())
    parts.resize(other.parts.size(), 0);
  for (auto [i, part] : llvm::enumerate(other.parts))
    parts[i] += part;
  dropZeros();
  return *this;
}

// The latest perturbation of either; not both are plain.
static unsigned latestOf(const Dual &a, const Dual &b) {
  if (a.isPlain() || b.isPlain())
    return a.isPlain() ? b.latest() : a.latest();
  return std::max(a.latest(), b.latest());
}

Dual &Dual::operator*=(const Dual &other) {
  if (isPlain() && other.isPlain()) {
    parts[0] *= other.parts[0];
    return *this;
  }
  unsigned level = latestOf(*this, other);
  Dual a = base(level), da = tangent(level);
  Dual b = other.base(level), db = other.tangent(level);
  return *this = join(a * b, a * db + da * b, level);
}

Dual operator+(Dual a, const Dual &b) { return a += b; }
Dual operator-(const Dual &a) { return Dual(-1) * a; }
Dual operator-(const Dual &a, const Dual &b) { return a + -b; }
Dual operator*(Dual a, const Dual &b) { return a *= b; }

// f(a + e da) = f(a) + e f'(a) da
template <typename Value, typename Derivative>
static Dual chain(const Dual &x, Value value, Derivative derivative) {
  if (x.isPlain())
    return value(x.value());
  unsigned level = x.latest();
  Dual a = x.base(level);
  return Dual::join(chain(a, value, derivative),
                    derivative(a) * x.tangent(level), level);
}

Dual operator/(const Dual &a, const Dual &b) {
  if (a.isPlain() && b.isPlain())
    return a.value() / b.value();
  unsigned level = latestOf(a, b);
  Dual divisor = b.base(level), quotient = a.base(level) / divisor;
  return Dual::join(quotient,
                    (a.tangent(level) - quotient * b.tangent(level)) / divisor,
                    level);
}

// Flat at 0, so all its derivatives are 0 there.
Dual abs(const Dual &x) {
  if (x.value() == 0)
    return 0;
  return x.value() < 0 ? -x : x;
}

Dual exp(const Dual &x) {
  return chain(
      x, [](double x) { return std::exp(x); },
      [](const Dual &x) { return exp(x); });
}

Dual log(const Dual &x) {
  return chain(
      x, [](double x) { return std::log(x); },
      [](const Dual &x) { return Dual(1) / x; });
}

Dual log1p(const Dual &x) {
  return chain(
      x, [](double x) { return std::log1p(x); },
      [](const Dual &x) { return Dual(1) / (Dual(1) + x); });
}

Dual expm1(const Dual &x) {
  return chain(
      x, [](double x) { return std::expm1(x); },
      [](const Dual &x) { return exp(x); });
}

// Flat at 0, as abs.
Dual sqrt(const Dual &x) {
  if (x.value() == 0)
    return 0;
  return chain(
      x, [](double x) { return std::sqrt(x); },
      [](const Dual &x) { return Dual(0.5) / sqrt(x); });
}

Dual rsqrt(const Dual &x) {
  return chain(
      x, [](double x) { return 1 / std::sqrt(x); },
      [](const Dual &x) { return Dual(-0.5) * rsqrt(x) / x; });
}

Dual sin(const Dual &x) {
  return chain(
      x, [](double x) { return std::sin(x); },
      [](const Dual &x) { return cos(x); });
}

Dual cos(const Dual &x) {
  return chain(
      x, [](double x) { return std::cos(x); },
      [](const Dual &x) { return -sin(x); });
}

Dual tanh(const Dual &x) {
  return chain(
      x, [](double x) { return std::tanh(x); },
      [](const Dual &x) { return Dual(1) - tanh(x) * tanh(x); });
}

Dual logistic(const Dual &x) {
  return chain(
      x, [](double x) { return 1 / (1 + std::exp(-x)); },
      [](const Dual &x) { return logistic(x) * logistic(-x); });
}

// dx^y/dx = y x^(y - 1), and 0 for 0^0.
static Dual powerDerivative(const Dual &x, const Dual &y) {
  if (x.value() == 0 && y.value() == 0)
    return 0;
  return y * pow(x, y - Dual(1));
}

// dx^y/dy = x^y ln x, and 0 for x = 0.
static Dual exponentDerivative(const Dual &x, const Dual &y) {
  return x.value() == 0 ? Dual(0) : pow(x, y) * log(x);
}

Dual pow(const Dual &x, const Dual &y) {
  if (x.isPlain() && y.isPlain())
    return std::pow(x.value(), y.value());
  unsigned level = latestOf(x, y);
  Dual a = x.base(level), da = x.tangent(level);
  Dual b = y.base(level), db = y.tangent(level);
  // What does not move needs no derivative: a logarithm of a negative base.
  auto moves = [](const Dual &d) { return !d.isPlain() || d.value() != 0; };
  Dual tangent;
  if (moves(da))
    tangent += powerDerivative(a, b) * da;
  if (moves(db))
    tangent += exponentDerivative(a, b) * db;
  return Dual::join(pow(a, b), tangent, level);
}

// Equal numbers share: their mean has half the derivative of each.
static Dual shared(const Dual &x, const Dual &y) {
  return Dual(0.5) * x + Dual(0.5) * y;
}

Dual max(const Dual &x, const Dual &y) {
  if (std::isnan(x.value()) || std::isnan(y.value()))
    return std::nan("");
  if (x.value() == y.value())
    return shared(x, y);
  return x.value() > y.value() ? x : y;
}

Dual min(const Dual &x, const Dual &y) {
  if (std::isnan(x.value()) || std::isnan(y.value()))
    return std::nan("");
  if (x.value() == y.value())
    return shared(x, y);
  return x.value() < y.value() ? x : y;
}

Dual mod(const Dual &x, const Dual &y) {
  return x - y * Dual(std::floor(x.value() / y.value()));
}

} // namespace nestor::ten::reference
