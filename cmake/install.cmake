# What "cmake --install" puts where, and the Debian package made of it: cpack --config build/release/CPackConfig.cmake
if(NOT TARGET lyncgate)
  return()
endif()
include(GNUInstallDirs)

install(TARGETS lyncgate RUNTIME)
# The packs are in the binary as well. Here a person can read them, and copy one to start an own pack from.
install(DIRECTORY rules/ DESTINATION ${CMAKE_INSTALL_DATADIR}/lyncgate/rules)
install(DIRECTORY schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/lyncgate/schemas FILES_MATCHING PATTERN "*.json")
install(DIRECTORY samples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/samples)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/completion/lyncgate.bash RENAME lyncgate
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES packaging/completion/_lyncgate DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES packaging/completion/lyncgate.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES packaging/systemd/lyncgate.service packaging/systemd/lyncgate.timer packaging/systemd/lyncgate@.service
  packaging/systemd/lyncgate@.timer DESTINATION lib/systemd/system)

# Manual pages and changelogs are installed compressed, with neither name nor time of day in the file.
find_program(GZIP gzip REQUIRED)
set(compressed_folder ${PROJECT_BINARY_DIR}/compressed)
function(lyncgate_install_compressed source name destination)
  set(compressed ${compressed_folder}/${name}.gz)
  add_custom_command(OUTPUT ${compressed}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${compressed_folder}
    COMMAND ${GZIP} -9nc ${PROJECT_SOURCE_DIR}/${source} > ${compressed}
    DEPENDS ${source} VERBATIM)
  string(MAKE_C_IDENTIFIER compressed_${name} target)
  add_custom_target(${target} ALL DEPENDS ${compressed})
  install(FILES ${compressed} DESTINATION ${destination} ${ARGN})
endfunction()
lyncgate_install_compressed(packaging/man/lyncgate.1 lyncgate.1 ${CMAKE_INSTALL_MANDIR}/man1)
lyncgate_install_compressed(packaging/man/lyncgate-site.5 lyncgate-site.5 ${CMAKE_INSTALL_MANDIR}/man5)
lyncgate_install_compressed(packaging/man/lyncgate-rules.5 lyncgate-rules.5 ${CMAKE_INSTALL_MANDIR}/man5)
lyncgate_install_compressed(CHANGELOG.md changelog ${CMAKE_INSTALL_DOCDIR})

include(cmake/debian_package.cmake)
include(CPack)
