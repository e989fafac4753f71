// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Carries the precompiled headers of the suites; there is nothing to compile beside them.
