// Matrices taken apart: linear systems and factorizations.
#ifndef NESTOR_DIALECTS_TEN_TEN_FACTOR
#define NESTOR_DIALECTS_TEN_TEN_FACTOR

include "dialects/ten/TenDialect.td"

// What LAPACK knows.
def Ten_MatrixTensor : StaticShapeTensorOf<[F32, F64]>;

def Ten_SolveOp : Ten_Op<"solve", [AllTypesMatch<["b", "result"]>,
    DeclareOpInterfaceMethods<LinearizeOpInterface>,
    DeclareOpInterfaceMethods<TransposeOpInterface>]> {
  let summary = "the x with a x = b";
  let description = [{
    a: [n, n], b and x: [n, m]; f32 or f64. By an LU factorization with partial
    pivoting; NaN everywhere where a is singular to the last bit.
    dx = solve(a, db - da x).
  }];
  let arguments = (ins Ten_MatrixTensor:$a, Ten_MatrixTensor:$b);
  let results = (outs Ten_MatrixTensor:$result);
  let assemblyFormat = [{
    $a `,` $b attr-dict `:` type($a) `,` type($b)
  }];
  let hasVerifier = 1;
}

class Ten_Factor<string mnemonic> : Ten_Op<mnemonic, [
    DeclareOpInterfaceMethods<LinearizeOpInterface>]> {
  let arguments = (ins Ten_MatrixTensor:$a);
  let results = (outs Ten_MatrixTensor:$result);
  let assemblyFormat = "$a attr-dict `:` type($a) `->` type($result)";
  let hasVerifier = 1;
}

def Ten_CholeskyOp : Ten_Factor<"cholesky"> {
  let summary = "the lower triangular l with l l' = (a + a') / 2";
  let description = [{
    a, l: [n, n]; NaN everywhere where the symmetric part of a is not positive
    definite. With m = l^-1 da l'^-1 of the symmetric part of da, dl = l times
    the lower triangle of m, its diagonal halved (Murray 2016, eq. 8).
  }];
}

def Ten_QrOp : Ten_Factor<"qr"> {
  let summary = "q over r, with q r = a, q'q = 1, r upper triangular";
  let description = [{
    a: [m, n], m >= n; result: [m + n, n], rows of q, then of r. The diagonal of
    r is not negative, which makes both unique where a has full rank. With x =
    da r^-1, c = q'x, u = its upper triangle after the skew part that has c
    below the diagonal is taken away: dq = x - q u, dr = u r (Walter and Lehmann
    2018, section 2).
  }];
}

def Ten_EighOp : Ten_Factor<"eigh"> {
  let summary = "v over w: eigenvectors in columns, eigenvalues rising";
  let description = [{
    Of (a + a') / 2; a: [n, n], result: [n + 1, n]. The first entry of each
    column of v that is at least half as large as its largest is positive. With
    p = v'da v, dw = its diagonal and dv = v (f * p), f[i, j] = 1 / (w[j] - w[i])
    and 0 where both are equal (Giles 2008, section 3.1).
  }];
}

def Ten_SvdOp : Ten_Factor<"svd"> {
  let summary = "u over s over v, with u diag(s) v' = a, s falling";
  let description = [{
    a: [m, n], k = min(m, n), result: [m + 1 + n, k]; u'u = v'v = 1. Signs of the
    columns of v as for eigh. With p = u'da v, f[i, j] = 1 / (s[j]^2 - s[i]^2)
    and 0 where both are equal: ds = diag(p), du = u (f * (p s + s p')) + (1 - u
    u') da v / s, dv = v (f * (s p + p's)) + (1 - v v') da'u / s, where 1 / s is
    0 for s = 0 (Townsend 2016).
  }];
}

#endif
