#ifndef OUTBOARD_LANGUAGE_H
#define OUTBOARD_LANGUAGE_H

// Not part of the contract: what compilers spell differently.
// Spelled as each language has it: C11, C++11, and Clang's annotations for Swift.
#ifdef __cplusplus
#define OUTBOARD_STATIC_ASSERT static_assert
#else
#define OUTBOARD_STATIC_ASSERT _Static_assert
#endif
#ifdef __clang__
#define OUTBOARD_NONNULL _Nonnull
#else
#define OUTBOARD_NONNULL
#endif

#endif
