// Compiles the static asserts of the contract on every build.
#include "outboard/outboard.h"
