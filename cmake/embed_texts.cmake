# Compiles the pages of docs/checks and the schemas into the binary.
# As a function: lyncgate_embed_texts(<output.cpp>) adds the command that makes the file, anew when a text changes.
# As a script (cmake -DROOT=… -DOUTPUT=… -P embed_texts.cmake): writes the file.
function(lyncgate_embed_texts output)
  file(GLOB texts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/checks/*.md ${PROJECT_SOURCE_DIR}/schemas/*.schema.json)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -DOUTPUT=${output}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_texts.cmake
    DEPENDS ${texts} ${PROJECT_SOURCE_DIR}/cmake/embed_texts.cmake
    COMMENT "Embedding check pages and schemas"
    VERBATIM)
endfunction()

# Appends one function that returns the files of a folder, named without their ending.
function(append_texts variable function folder ending)
  file(GLOB texts ${ROOT}/${folder}/*${ending})
  list(SORT texts)
  set(source "const std::vector<EmbeddedText>& ${function}() {\n    static const std::vector<EmbeddedText> texts = {\n")
  foreach(text IN LISTS texts)
    get_filename_component(name ${text} NAME)
    string(REPLACE "${ending}" "" name ${name})
    file(READ ${text} content)
    # A string literal longer than 64 KiB is not portable; concatenated ones are.
    string(LENGTH "${content}" length)
    string(APPEND source "        {\"${name}\",\n")
    set(at 0)
    while(at LESS length)
      string(SUBSTRING "${content}" ${at} 8000 piece)
      string(APPEND source "R\"text(${piece})text\"\n")
      math(EXPR at "${at} + 8000")
    endwhile()
    string(APPEND source "},\n")
  endforeach()
  string(APPEND source "    };\n    return texts;\n}\n\n")
  set(${variable} "${${variable}}${source}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  set(all "// Made by cmake/embed_texts.cmake.\n#include \"app/embedded.hpp\"\n\nnamespace lyncgate {\n\n")
  append_texts(all check_pages docs/checks .md)
  append_texts(all schemas schemas .schema.json)
  file(WRITE ${OUTPUT} "${all}}  // namespace lyncgate\n")
endif()
