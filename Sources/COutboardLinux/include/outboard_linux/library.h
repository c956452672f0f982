#ifndef OUTBOARD_LINUX_LIBRARY_H
#define OUTBOARD_LINUX_LIBRARY_H

#pragma clang assume_nonnull begin

/// The path of the program or shared library of this process that a symbol comes from; NULL if there is no such symbol.
/// Valid as long as that is loaded.
const char *_Nullable outboard_library_of(const char *symbol);

#pragma clang assume_nonnull end

#endif
