// The test framework, whichever of its two generations is installed.
#pragma once
#ifdef LYNCGATE_CATCH2_V3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
