# lyncgate_layer(<name> USES <lower layers> LINKS <libraries> SOURCES <files> | HEADERS <files>)
# One layer of the architecture: a folder of src/ that may use only the layers named. A static library, or with
# LYNCGATE_SHARED_LAYERS a shared one linked with -z defs, so that a call upwards does not link.
function(lyncgate_layer name)
  cmake_parse_arguments(LAYER "" "" "USES;LINKS;SOURCES;HEADERS" ${ARGN})
  set(target lyncgate_${name})
  list(TRANSFORM LAYER_USES PREPEND lyncgate_)
  if(NOT LAYER_SOURCES)
    # Headers only: nothing to compile, nothing to archive.
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${LAYER_USES} ${LAYER_LINKS})
    return()
  endif()
  if(LYNCGATE_SHARED_LAYERS)
    add_library(${target} SHARED ${LAYER_SOURCES})
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  else()
    add_library(${target} STATIC ${LAYER_SOURCES})
  endif()
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/grammars)
  target_link_libraries(${target} PUBLIC ${LAYER_USES} ${LAYER_LINKS})
  lyncgate_compile_options(${target})
  set_property(GLOBAL APPEND PROPERTY LYNCGATE_LAYERS ${name})
endfunction()

# The compiler options of everything built here.
function(lyncgate_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 warns about every `"text" + std::string` it inlines (GCC bug 105651), and about members of an aggregate
    # that are not yet built where the building of another one throws.
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-maybe-uninitialized)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What the optimiser says of the standard library's own copies once they are inlined; the sanitizer build watches
    # memory for real.
    target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
                           -Wno-free-nonheap-object -Wno-use-after-free -Wno-dangling-pointer -Wno-nonnull -Wno-uninitialized)
  endif()
  if(LYNCGATE_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(LYNCGATE_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
  lyncgate_precompiled_headers(${target})
endfunction()

# What nearly every file includes, parsed once, by the first target that asks.
function(lyncgate_precompiled_headers target)
  if(NOT LYNCGATE_PRECOMPILED)
    return()
  endif()
  get_property(first GLOBAL PROPERTY LYNCGATE_PRECOMPILED_BY)
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    target_precompile_headers(${target} PRIVATE <algorithm> <array> <functional> <map> <memory> <optional> <set> <span> <string>
      <string_view> <unordered_map> <variant> <vector> <fmt/format.h>)
    set_property(GLOBAL PROPERTY LYNCGATE_PRECOMPILED_BY ${target})
  endif()
endfunction()
