# A room is one folder and one static library. Its headers are reached as "room/header.h" through a folder of its
# own in the build tree, and only by rooms that link it, so that an include across a forbidden border does not build.
#
#   perpscope_room(market USES base)                 what its own headers show to others
#   perpscope_room(app USES market HIDES store)      HIDES: linked, but not seen by rooms that use this one
#   perpscope_room(x ... LIBS fmt::fmt HIDDEN_LIBS SQLite::SQLite3)
function(perpscope_room name)
  cmake_parse_arguments(ROOM "NO_PCH" "PCH_FROM" "USES;HIDES;LIBS;HIDDEN_LIBS" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(target perpscope_${name})
  add_library(${target} STATIC ${sources})
  add_library(perpscope::${name} ALIAS ${target})

  set(door ${CMAKE_BINARY_DIR}/rooms/${name})
  file(MAKE_DIRECTORY ${door})
  if(NOT EXISTS ${door}/${name})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${door}/${name} SYMBOLIC)
  endif()
  target_include_directories(${target} PUBLIC ${door})

  list(TRANSFORM ROOM_USES PREPEND perpscope::)
  list(TRANSFORM ROOM_HIDES PREPEND perpscope::)
  target_link_libraries(${target} PUBLIC ${ROOM_USES} ${ROOM_LIBS} PRIVATE ${ROOM_HIDES} ${ROOM_HIDDEN_LIBS})
  if(ROOM_PCH_FROM)
    target_precompile_headers(${target} REUSE_FROM perpscope_${ROOM_PCH_FROM})
  endif()
endfunction()
