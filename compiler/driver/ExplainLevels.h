// The graph of levels for those who read: as a tree, and in the language of
// Graphviz.
#pragma once

#include "compiler/sema/Levels.h"

#include <string>
#include <vector>

namespace nestor {

std::string levelsAsText(const std::vector<typed::ExperimentLevels> &levels);
/// A line for the state of each optimizer: how large, and which loop keeps it.
std::string statesAsText(const std::vector<typed::ExperimentLevels> &levels);
std::string levelsAsDot(const std::vector<typed::ExperimentLevels> &levels);

/// `net by optim.adam, 20000 steps`: what a level is, in one line.
std::string headingOf(const typed::Level &level);

} // namespace nestor
