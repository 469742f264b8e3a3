#include "qt_main.h"

int main(int argc, char** argv) { return runTestsWithWidgets(argc, argv); }
