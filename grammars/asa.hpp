// Cisco ASA running-config: one grammar per family of statements. The first word of a statement decides the family;
// inside a family the words after the keyword are demanded, so that a mistake is an error at its place.
#pragma once

#include "asa/access_list.hpp"
#include "asa/interface.hpp"
#include "asa/nat.hpp"
#include "asa/objects.hpp"
#include "asa/settings.hpp"
