// Functions that are compiled twice.
#pragma once

// The second time for AVX2, and the program takes the one that its processor knows. AVX2 alone does not fuse
// multiplications with additions, so both give the same numbers. ThreadSanitizer cannot start with such
// functions, and Clang has no such templates.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) && \
    !defined(__SANITIZE_THREAD__)
#define PERPSCOPE_ALSO_AVX2 __attribute__((target_clones("avx2", "default")))
#else
#define PERPSCOPE_ALSO_AVX2
#endif
