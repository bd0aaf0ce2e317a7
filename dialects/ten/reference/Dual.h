// Nested dual numbers over float64: a number with its tangents to several
// perturbations, the tangents of those tangents, and so on.
#pragma once

#include "llvm/ADT/SmallVector.h"

#include <utility>

namespace nestor::ten::reference {

/// A polynomial in perturbations e_0, e_1, ... with e_l^2 = 0. One perturbation
/// belongs to each derivative that is being taken, the outermost is e_0, so
/// that tangents of different derivatives are never confused (Siskind and
/// Pearlmutter 2005, "Perturbation confusion and referential transparency").
/// A number without perturbations is a double.
class Dual {
public:
  Dual(double value = 0) : parts{value} {}
  /// base + e_level * tangent; neither holds e_level or a later one.
  static Dual join(const Dual &base, const Dual &tangent, unsigned level);
  /// The perturbation e_level itself.
  static Dual perturbation(unsigned level) { return join(0, 1, level); }

  /// What is left without any perturbation.
  double value() const { return parts.front(); }
  /// This number less its value: what perturbations add to it.
  Dual movement() const;
  bool isPlain() const { return parts.size() == 1; }
  /// The latest perturbation that occurs; only if not plain.
  unsigned latest() const;
  /// This number is base + e_level * tangent, where `level` is the latest that
  /// occurs, or later.
  Dual base(unsigned level) const;
  Dual tangent(unsigned level) const;

  Dual &operator+=(const Dual &other);
  Dual &operator*=(const Dual &other);

private:
  void dropZeros();

  // Entry m belongs to the product of those e_l for which bit l is set in m. A
  // power of two of entries; only zeros are left out.
  llvm::SmallVector<double, 1> parts;
};

Dual operator+(Dual a, const Dual &b);
Dual operator-(const Dual &a);
Dual operator-(const Dual &a, const Dual &b);
Dual operator*(Dual a, const Dual &b);
Dual operator/(const Dual &a, const Dual &b);

// Values and derivatives of functions. Where there is no derivative, the choice
// is that of docs/decisions.md, D12.
Dual abs(const Dual &x);
Dual exp(const Dual &x);
Dual log(const Dual &x);
Dual log1p(const Dual &x);
Dual expm1(const Dual &x);
Dual sqrt(const Dual &x);
Dual rsqrt(const Dual &x);
Dual sin(const Dual &x);
Dual cos(const Dual &x);
Dual tanh(const Dual &x);
Dual logistic(const Dual &x);
Dual pow(const Dual &x, const Dual &y);
Dual max(const Dual &x, const Dual &y);
Dual min(const Dual &x, const Dual &y);
/// x - y floor(x / y)
Dual mod(const Dual &x, const Dual &y);

} // namespace nestor::ten::reference
