# Catch2 2 (Debian 12) and 3 (Debian 13) behind one target and one include, tests/catch.hpp.
# Catch's main is slow to compile, so it is compiled once, here.
find_package(Catch2 REQUIRED)
if(Catch2_VERSION VERSION_GREATER_EQUAL 3)
  add_library(lyncgate_test_main INTERFACE)
  target_link_libraries(lyncgate_test_main INTERFACE Catch2::Catch2WithMain)
  target_compile_definitions(lyncgate_test_main INTERFACE LYNCGATE_CATCH2_V3)
else()
  add_library(lyncgate_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/catch_main.cpp)
  target_link_libraries(lyncgate_test_main PUBLIC Catch2::Catch2)
endif()
