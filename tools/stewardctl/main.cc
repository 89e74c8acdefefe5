// Steward at the command line.

#include "tools/stewardctl/app.h"

int main(int argc, char** argv) { return steward::ctl::RunStewardctl({argv + 1, argv + argc}); }
