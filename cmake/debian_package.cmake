# The Debian package: names, dependencies, and the two files only a package has (copyright, changelog.Debian).
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lyncgate)
set(CPACK_PACKAGE_CONTACT "Lyncgate maintainers <maintainers@lyncgate.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "audit firewall configurations for Lync Server 2013")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
  "Reads pf.conf, iptables-save and Cisco ASA configurations, lowers them to one
flow model and compares that with Microsoft's port tables for Lync Server 2013.
.
It reports missing openings, rules that open more than needed, and IPsec
policies on media ranges, each with the responsible lines and an example. What
cannot be decided from the text is said to be undecided, with its reason.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git, pre-commit")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Debian keeps one copy of the licence; a package names it.
install(FILES packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
lyncgate_install_compressed(packaging/debian/changelog changelog.Debian ${CMAKE_INSTALL_DOCDIR})
