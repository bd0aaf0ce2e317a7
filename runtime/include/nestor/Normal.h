/// Standard normal numbers from random words by the inverse of the normal
/// distribution function, in +, -, *, / and sqrt alone, so that any code that
/// repeats the formulas operation by operation gets the same bits.
///
/// Source: Wichura, "Algorithm AS 241: The percentage points of the normal
/// distribution" (1988): PPND7 in f32 (relative error of the formula 1e-7) and
/// PPND16 in f64 (1e-16). Deviations from it: the argument is given as a sign
/// and a probability in (0, 1/2), exact in both tails; the logarithm is
/// `positiveLog` below, not the C library's, whose last bit differs from
/// version to version. Every step must be rounded by itself: translation units
/// that include this header are compiled with -ffp-contract=off.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

namespace nestor {

/// c[0] + x (c[1] + x (c[2] + ...)), multiplied and added from the inside.
template <typename Real, int N> inline Real horner(const Real (&c)[N], Real x) {
  Real sum = c[N - 1];
  for (int i = N - 2; i >= 0; --i)
    sum = sum * x + c[i];
  return sum;
}

/// log x for a positive normal x; absolute error below 2e-7 for x in
/// [2^-33, 1/2].
///
/// x = 2^e m with m in [sqrt(1/2), sqrt(2)), s = (m - 1) / (m + 1):
/// log x = e log 2 + 2 (s + s^3/3 + ... + s^9/9); since |s| < 0.1716 the next
/// term is below 1e-9.
inline float positiveLog(float x) {
  static constexpr float terms[] = {1.0f / 3, 1.0f / 5, 1.0f / 7, 1.0f / 9};
  constexpr int32_t sqrtHalf = 0x3f3504f3; // the bits of sqrt(1/2)
  int32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  int32_t exponent = (bits - sqrtHalf) >> 23;
  int32_t mantissaBits = bits - exponent * (1 << 23);
  float m;
  std::memcpy(&m, &mantissaBits, sizeof m);
  float s = (m - 1.0f) / (m + 1.0f);
  float square = s * s;
  float tail = s * (square * horner(terms, square));
  return static_cast<float>(exponent) * 0.693147181f + 2.0f * (s + tail);
}

/// log x for a positive normal x; absolute error below 1e-14 for x in
/// [2^-54, 1/2]. As in f32, with terms to s^23/23: the next is below 1e-20.
inline double positiveLog(double x) {
  static constexpr double terms[] = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,
                                     1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
                                     1.0 / 19, 1.0 / 21, 1.0 / 23};
  constexpr int64_t sqrtHalf = 0x3fe6a09e667f3bcd; // the bits of sqrt(1/2)
  int64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  // The upper half alone decides the exponent, so that it stays an i32.
  int32_t exponent =
      (static_cast<int32_t>(bits >> 32) - int32_t{sqrtHalf >> 32}) >> 20;
  int64_t mantissaBits = bits - int64_t{exponent} * (int64_t{1} << 52);
  double m;
  std::memcpy(&m, &mantissaBits, sizeof m);
  double s = (m - 1.0) / (m + 1.0);
  double square = s * s;
  double tail = s * (square * horner(terms, square));
  return static_cast<double>(exponent) * 0.69314718055994531 + 2.0 * (s + tail);
}

/// A standard normal number from one word.
///
/// With n = the lower 31 bits: p = (n + 1/2) 2^-32 in (0, 1/2), and the result
/// is -Phi^-1(p) where the top bit is 0, Phi^-1(p) where it is 1. Range: at
/// most 6.34 in size. Relative error below 4e-7.
__attribute__((always_inline)) inline float normalF32(uint32_t word) {
  // AS 241, PPND7: centre (a, b) and intermediate region (c, d). The far
  // region starts at p = exp(-25), which no 32-bit word reaches.
  static constexpr float a[] = {3.3871327179f, 5.0434271938e1f, 1.5929113202e2f,
                                5.9109374720e1f};
  static constexpr float b[] = {1.0f, 1.7895169469e1f, 7.8757757664e1f,
                                6.7187563600e1f};
  static constexpr float c[] = {1.4234372777f, 2.7568153900f, 1.3067284816f,
                                1.7023821103e-1f};
  static constexpr float d[] = {1.0f, 7.3700164250e-1f, 1.2021132975e-1f};
  int32_t n = static_cast<int32_t>(word & 0x7fffffff);
  float p = (static_cast<float>(n) + 0.5f) * 0x1p-32f;
  // 1/2 - p from the bits: a subtraction would lose them near the centre.
  float q = (static_cast<float>(0x7fffffff - n) + 0.5f) * 0x1p-32f;
  float r = 0.180625f - q * q;
  float centre = q * (horner(a, r) / horner(b, r));
  float t = std::sqrt(-positiveLog(p)) - 1.6f;
  float outside = horner(c, t) / horner(d, t);
  float size = q <= 0.425f ? centre : outside;
  return word >> 31 ? -size : size;
}

/// A standard normal number with the digits of f64 from two words.
///
/// As in f32 with n = the lower 31 bits of w0, then the upper 21 of w1, and
/// p = (n + 1/2) 2^-53: the same number as `normalF32(w0)` to about 1e-6 of
/// it. At most 8.3 in size. Relative error below 2e-15.
__attribute__((always_inline)) inline double normalF64(uint32_t w0,
                                                       uint32_t w1) {
  // AS 241, PPND16: centre (a, b), intermediate (c, d) and far region (e, f).
  static constexpr double a[] = {
      3.3871328727963666080,    1.3314166789178437745e+2,
      1.9715909503065514427e+3, 1.3731693765509461125e+4,
      4.5921953931549871457e+4, 6.7265770927008700853e+4,
      3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double b[] = {1.0,
                                 4.2313330701600911252e+1,
                                 6.8718700749205790830e+2,
                                 5.3941960214247511077e+3,
                                 2.1213794301586595867e+4,
                                 3.9307895800092710610e+4,
                                 2.8729085735721942674e+4,
                                 5.2264952788528545610e+3};
  static constexpr double c[] = {
      1.42343711074968357734,    4.63033784615654529590,
      5.76949722146069140550,    3.64784832476320460504,
      1.27045825245236838258,    2.41780725177450611770e-1,
      2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double d[] = {1.0,
                                 2.05319162663775882187,
                                 1.67638483018380384940,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
  static constexpr double e[] = {
      6.65790464350110377720,    5.46378491116411436990,
      1.78482653991729133580,    2.96560571828504891230e-1,
      2.65321895265761230930e-2, 1.24266094738807843860e-3,
      2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr double f[] = {1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};
  int64_t n = (int64_t{w0 & 0x7fffffff} << 21) | (w1 >> 11);
  int64_t most = (int64_t{1} << 52) - 1;
  double p = (static_cast<double>(n) + 0.5) * 0x1p-53;
  double q = (static_cast<double>(most - n) + 0.5) * 0x1p-53;
  double r = 0.180625 - q * q;
  double centre = q * (horner(a, r) / horner(b, r));
  double t = std::sqrt(-positiveLog(p));
  double near = horner(c, t - 1.6) / horner(d, t - 1.6);
  double far = horner(e, t - 5.0) / horner(f, t - 5.0);
  double outside = t <= 5.0 ? near : far;
  double size = q <= 0.425 ? centre : outside;
  return w0 >> 31 ? -size : size;
}

} // namespace nestor
