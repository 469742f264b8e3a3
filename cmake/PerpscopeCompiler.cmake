# Warnings, sanitizers and the compiler cache, the same for every target of the project.
if(PERPSCOPE_SANITIZE)
  add_compile_options(-fsanitize=${PERPSCOPE_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PERPSCOPE_SANITIZE})
  if(PERPSCOPE_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_NOHASHDIR=1 ${CCACHE_PROGRAM})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endif()

# GCC 12 sees overflows and uninitialised values inside the standard library that are not there (its bugs 105329,
# 105562 and 105651), and only when it optimises; where it inlines half of a coroutine's allocation, it takes new and
# delete for mismatched. Newer compilers and our sanitizers look for the real ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  foreach(warning restrict stringop-overflow stringop-overread array-bounds maybe-uninitialized
                  free-nonheap-object mismatched-new-delete)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-${warning}>)
  endforeach()
endif()
