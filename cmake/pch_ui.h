// Precompiled for every room of the window.
#pragma once
#include <QtCore>
#include <QtGui>
#include <QtWidgets>

#include <qcustomplot.h>

#include "pch.h"
