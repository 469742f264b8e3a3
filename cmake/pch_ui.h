// Precompiled for every room of the window.
#pragma once
#include "pch.h"

#include <QtCore>
#include <QtGui>
#include <QtWidgets>
#include <qcustomplot.h>
