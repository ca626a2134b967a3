/*
 * The commit: how several servers with one store let a person in at most once with one code, whoever crashes.
 *
 * What is modelled: the one record of a person; servers that read it, decide, replace it if it is still what they read,
 * and answer only then; and what may come between. At each login anything is typed: a wrong code, the code that another
 * server is looking at this moment, one typed again because the answer was lost, one used long ago. A server may crash
 * before, between and after any two of its steps. It keeps nothing of one login for the next, so a server that serves
 * another, or that is started again, is simply the next one.
 *
 * The store is one of two. Without FILE it is a database: one compare-and-set is one step; a reader may be shown the
 * record before the last; a request or its reply may be lost, or the request be carried out after the server gave up on
 * it. With FILE it is the steps of the file store, as docs/store.md has them: a lock that belongs to a file and dies with
 * its owner, a file that is renamed over the old one, and a power cut that takes back what was not synced.
 *
 * What is not modelled: time, and with it windows and locks for failures (core/tests/model has those), several
 * authenticators, people who are added or deleted, and more logins, crashes and power cuts than the bounds below. The
 * model is written by hand beside the program; that the program takes these steps is for its own tests to show.
 *
 * Claims, all of them together or one by -DCLAIM=number:
 *   1  no code is accepted twice
 *   2  what is accepted is stored, for good
 *   3  a failure that was answered is counted
 *   4  no failure is counted twice, and none where the code just used is typed again
 *   5  nobody is locked out: when all is over, whatever crashed, the person gets in with a fresh code. Whoever would wait
 *      for ever is found as an invalid end state
 *
 * Planted bugs, one at a time by -D, with the claims that the search must find broken:
 *   BLIND_WRITE         1 2 3   the record is replaced without looking whether it is what was read
 *   BLIND_COUNT         3       acceptances compare; a failure is written without
 *   COMPARE_NEXT        3       compared is the next code instead of the revision
 *   READ_BACK           1 3     an unknown outcome is read back, and taken for ours if the bytes are
 *   TRY_AGAIN           4       an unknown outcome is taken for a lost race
 *   ANSWER_FIRST        1 2 3   the answer comes before the commit
 *   COUNT_RETRY         4       the code just used, typed again, is a failure
 * and with FILE:
 *   CHECK_BEFORE_LOCK   1 2 3   the record is not compared again under the lock
 *   NO_SECOND_LOOK      1 2 3   nobody looks whether the path still leads to the file that is locked
 *   LOCK_FILE           5       the lock is a file, which outlives its owner
 *   ANSWER_BEFORE_SYNC  1 2 3   the answer comes when the file is renamed, before the folder is synced
 *
 * `cargo xtask test model` runs all of it, and reads this table. By hand, in a folder for what spin writes:
 *   spin -a -DFILE commit.pml && cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan
 * and where it found something, the steps that lead there: spin -t -p -DFILE commit.pml
 */

#ifndef CLAIM
#define CLAIM 0         /* all */
#endif
#ifndef SERVERS
#define SERVERS 3       /* with one login each */
#endif
#ifndef CODES
#define CODES 2         /* right codes, from 1 on, each at the position of its number */
#endif
#ifndef CRASHES
#define CRASHES 2       /* of single servers */
#endif
#ifndef CUTS
#define CUTS 1          /* of the power, with FILE */
#endif

#define WRONG 0
#define FRESH (CODES + 1)               /* the code that is typed when all is over */

mtype = { ACCEPTED, REJECTED, REPLAYED }        /* what is decided */

typedef Record {
    byte revision;
    byte next;                          /* the first code that is not used up */
    byte failures                       /* in all */
}

Record record;                          /* what is read */
Record durable;                         /* what a power cut leaves; in a database always the same */
byte begun;                             /* logins: all servers are alike, so they are taken in their order */
bool busy[SERVERS + 1];                 /* servers with a login */
bool down[SERVERS + 1];                 /* those of them that just crashed */
bool calm;                              /* nothing goes wrong any more */

/* What was answered and tried, for the claims only. */
bool accepted[FRESH + 1];
byte highest;                           /* of the codes that were accepted */
byte told;                              /* failures that were answered as such */
byte tried;                             /* logins that may count as a failure, whatever became of them */

#define same(a, b) (a.revision == b.revision && a.next == b.next && a.failures == b.failures)

inline copy(to, from) {
    to.revision = from.revision;
    to.next = from.next;
    to.failures = from.failures
}

inline clear(a) {
    a.revision = 0;
    a.next = 0;
    a.failures = 0
}

#define claim(number, it) assert((CLAIM != 0 && CLAIM != number) || (it))

/* Those that hold at every moment: looked at whenever something is stored, answered, or taken back. */
inline claims() {
    claim(2, durable.next > highest);
    claim(3, durable.failures >= told);
    claim(4, durable.failures <= tried)
}

/* What is to be stored, from what was read and typed, as mfa-core decides. */
inline decide() {
    copy(made, read);
    made.revision++;
    if
    :: code != WRONG && code >= read.next -> verdict = ACCEPTED; made.next = code + 1
#ifndef COUNT_RETRY
    :: code != WRONG && code + 1 == read.next -> verdict = REPLAYED     /* nothing is to be stored */
#endif
    :: else -> verdict = REJECTED; made.failures++
    fi;
    if
    :: !noted && (code == WRONG || code + 1 < read.next) -> noted = true; tried++
    :: else
    fi
}

inline answer() {
    if
    :: verdict == ACCEPTED ->
        claim(1, !accepted[code]);
        accepted[code] = true;
        highest = (code > highest -> code : highest)
    :: verdict == REJECTED -> told++
    :: else
    fi;
    claims()
}

#ifndef FILE

Record previous;                        /* what a slow copy of the database still shows */
Record expected, requested;             /* what a late request wants to replace, and by what */
bool late;                              /* whether there is one: its server gave up on it, and it is still on its way */

#if defined(BLIND_WRITE)
#define may_replace(old, new) true
#elif defined(BLIND_COUNT)
#define may_replace(old, new) (record.revision == old.revision || new.next == old.next)
#elif defined(COMPARE_NEXT)
#define may_replace(old, new) (record.next == old.next)
#else
#define may_replace(old, new) (record.revision == old.revision)
#endif

inline compare_and_set(old, new) {
    stored = may_replace(old, new);
    if
    :: stored ->
        copy(previous, record);
#ifdef BLIND_COUNT
        record.next = (new.next > old.next -> new.next : record.next);
        record.failures = new.failures;
        record.revision = new.revision;
#else
        copy(record, new);
#endif
        copy(durable, record);
        claims()
    :: else
    fi
}

inline look() {
    if
    :: copy(read, record)
    :: !calm -> copy(read, previous)
    fi
}

inline commit() {
    atomic {
        if
        :: compare_and_set(read, made);
            if
            :: stored -> stored = false
            :: else -> begin_anew()
            fi
        :: !calm -> compare_and_set(read, made); unknown()              /* the reply is lost */
        :: !calm -> unknown()                                           /* the request is lost */
        :: !calm && !late -> late = true; copy(expected, read); copy(requested, made); unknown()
        fi
    }
}

inline late_request_arrives() {
    compare_and_set(expected, requested);
    stored = false;
    late = false;
    clear(expected);
    clear(requested)
}

#else

#define FILES (SERVERS + 2)             /* at most: the first, and one for each login */

byte path;                              /* the file that the person's path leads to */
byte files;                             /* that were renamed to it so far */
byte owner[FILES];                      /* of the lock on each file: the number of a server and 1, or 0 */

#ifdef LOCK_FILE
#define lock owner[0]
#else
#define lock owner[file]
#endif

inline look() {
    copy(read, record)
}

/* What a file holds never changes, so it is all the same when it is looked at. */
inline open() {
    file = path;
    copy(held, record)
}

inline unlock() {
    lock = 0;
    file = 0;
    clear(held)
}

inline commit() {
    atomic { open() };
to_lock:
    atomic {
        lock == 0 -> lock = me + 1
#ifdef LOCK_FILE
        ;
        open()
#endif
    };
    atomic {
        if
#ifndef NO_SECOND_LOOK
        :: path != file -> unlock(); open(); goto to_lock
#endif
#ifndef CHECK_BEFORE_LOCK
        :: path == file && !same(held, read) -> unlock(); begin_anew()
#endif
        :: else
        fi
    };
    if
    :: atomic { true -> files++; path = files; copy(record, made) }
    :: atomic { !calm -> unlock(); unknown() }                          /* the disk is full, or fails */
    fi;
#ifdef ANSWER_BEFORE_SYNC
    atomic { answer(); verdict = 0 };
#endif
    if
    :: atomic { true -> copy(durable, record); claims() }
    :: atomic { !calm -> unlock(); unknown() }
    fi;
    atomic { unlock() }
}

#endif

/* A server is through with a login, or crashed. */
inline forget() {
    busy[me] = false;
    code = 0;
    noted = false;
    verdict = 0;
    clear(read);
    clear(made)
#ifdef FILE
    ;
    file = 0;
    clear(held)
#endif
}

/* Somebody was faster: back to reading. */
inline begin_anew() {
    verdict = 0;
    clear(read);
    clear(made);
    goto again
}

/* Whether it is stored cannot be known: denied, and nothing is said of the code. */
inline unknown() {
#if defined(READ_BACK)
    if
    :: same(record, made)
    :: else -> forget(); goto over
    fi
#elif defined(TRY_AGAIN)
    begin_anew()
#else
    forget();
    goto over
#endif
}

/* One login, from the code that is typed to the answer. */
proctype Server(byte me) {
    Record read, made;
#ifdef FILE
    Record held;
    byte file;
#else
    bool stored;
#endif
    mtype verdict;
    byte code;
    bool noted;
    {
        atomic {
            begun == me;
            begun++;
            busy[me] = true;
            if
            :: calm -> code = FRESH
            :: !calm -> select(code : WRONG .. CODES)
            fi
        };
again:
        atomic {
            look();
            decide();
            if
            :: verdict == REPLAYED -> forget(); goto over
            :: else
            fi
        };
#ifdef ANSWER_FIRST
        atomic { answer(); verdict = 0 };
#endif
        commit();
        atomic { answer(); forget() }
    } unless {
        atomic { down[me] -> down[me] = false; forget() }
    };
over:
    skip
}

/* A lock dies with its owner. */
inline crash(server) {
    down[server] = true;
#if defined(FILE) && !defined(LOCK_FILE)
    for (each : 0 .. FILES - 1) {
        owner[each] = (owner[each] == server + 1 -> 0 : owner[each])
    };
    each = 0
#endif
}

/* What happens by itself: a server crashes, the power goes, a request arrives that nobody waits for any more. */
proctype Fate() {
    byte crashes, cuts, server, each;
#ifndef FILE
    bool stored;
#endif
end:
    do
    :: atomic {
            !calm && crashes < CRASHES;
            select(server : 0 .. SERVERS - 1);
            if
            :: busy[server] && !down[server] -> crashes++; crash(server)
            :: else
            fi;
            server = 0
        }
#ifdef FILE
    :: atomic {
            !calm && cuts < CUTS;
            cuts++;
            for (server : 0 .. SERVERS - 1) {
                if
                :: busy[server] && !down[server] -> crash(server)
                :: else
                fi
            };
            server = 0;
            copy(record, durable);
            claims()
        }
#else
    :: atomic { late -> late_request_arrives() }
#endif
    od
}

init {
    byte each;
    atomic {
        record.next = 1;
        copy(durable, record);
#ifndef FILE
        copy(previous, record);
#endif
        run Fate();
        for (each : 0 .. SERVERS - 1) {
            run Server(each)
        };
        each = 0
    };
    /* Once only Fate is left beside this, one more login. */
    atomic { _nr_pr == 2 -> calm = true; run Server(SERVERS) };
    _nr_pr == 2;
    claim(5, accepted[FRESH])
}
