# Compiles the page of the HTML report into the binary.
# As a function: lyncgate_embed_html(<output.cpp>) adds the command that makes the file, anew when a part changes.
# As a script (cmake -DROOT=… -DOUTPUT=… -P embed_html.cmake): writes the file.
set(styles theme layout picture)
set(scripts dom filters picture_ranges picture_zones picture_layout picture_draw flows matrix source findings inputs report)

function(lyncgate_embed_html output)
  file(GLOB parts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/reporters/html/*.*)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR}/src/reporters/html -DOUTPUT=${output}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_html.cmake
    DEPENDS ${parts} ${PROJECT_SOURCE_DIR}/cmake/embed_html.cmake
    COMMENT "Embedding the page of the HTML report"
    VERBATIM)
endfunction()

# One text as a sequence of raw string literals: a literal may not be longer than 65,536 characters everywhere.
function(append_text name)
  set(literals "")
  foreach(part IN LISTS ARGN)
    file(READ ${ROOT}/${part} text)
    string(APPEND literals "\nR\"part(${text})part\"")
  endforeach()
  set(source "${source}extern const std::string_view ${name};\nconst std::string_view ${name} =${literals};\n\n" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  list(TRANSFORM styles APPEND .css)
  list(TRANSFORM scripts APPEND .js)
  set(source "// Made from src/reporters/html/ by cmake/embed_html.cmake.\n#include <string_view>\n\nnamespace lyncgate {\n\n")
  append_text(html_page page.html)
  append_text(html_style ${styles})
  append_text(html_script ${scripts})
  string(APPEND source "}  // namespace lyncgate\n")
  file(WRITE ${OUTPUT} "${source}")
endif()
