// All families of the dialect `ten`.
#ifndef NESTOR_DIALECTS_TEN_TEN_OPS
#define NESTOR_DIALECTS_TEN_TEN_OPS

include "dialects/ten/TenElementwise.td"
include "dialects/ten/TenShape.td"
include "dialects/ten/TenGather.td"
include "dialects/ten/TenReduce.td"
include "dialects/ten/TenCumulative.td"
include "dialects/ten/TenOrder.td"
include "dialects/ten/TenFactor.td"
include "dialects/ten/TenRandom.td"
include "dialects/ten/TenWindow.td"

#endif
