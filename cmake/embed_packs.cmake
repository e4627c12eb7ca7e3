# Compiles the text of rules/*/*.rules into the binary.
# As a function: lyncgate_embed_packs(<output.cpp>) adds the command that makes the file, anew when a pack changes.
# As a script (cmake -DROOT=… -DOUTPUT=… -P embed_packs.cmake): writes the file.
function(lyncgate_embed_packs output)
  file(GLOB_RECURSE packs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rules/*.rules)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR}/rules -DOUTPUT=${output}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_packs.cmake
    DEPENDS ${packs} ${PROJECT_SOURCE_DIR}/cmake/embed_packs.cmake
    COMMENT "Embedding requirement packs"
    VERBATIM)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  file(GLOB_RECURSE packs RELATIVE ${ROOT} ${ROOT}/*.rules)
  list(SORT packs)
  set(source "// Made from rules/ by cmake/embed_packs.cmake.\n#include \"requirements/pack.hpp\"\n\n")
  string(APPEND source "namespace lyncgate {\n\nconst std::vector<EmbeddedPack>& embedded_packs() {\n")
  string(APPEND source "    static const std::vector<EmbeddedPack> packs = {\n")
  foreach(pack IN LISTS packs)
    file(READ ${ROOT}/${pack} text)
    string(APPEND source "        {\"${pack}\",\nR\"rules(${text})rules\"},\n")
  endforeach()
  string(APPEND source "    };\n    return packs;\n}\n\n}  // namespace lyncgate\n")
  file(WRITE ${OUTPUT} "${source}")
endif()
