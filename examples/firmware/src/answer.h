/* One line in answer to each line: who, and what came of it. */
#ifndef ANSWER_H
#define ANSWER_H

#include "person.h"
#include "text.h"

/* NAME: WORD. */
void answer(const char *name, const char *word);

/* NAME: what a result means. */
void answer_result(const char *name, mfa_result result, const mfa_verdict *verdict);

#endif
