// The same program as C++: both languages must see the same layout.
#include "layout.c"
