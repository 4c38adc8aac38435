/*
 * The ZooKeeper C client at work: basic operations, watches, a lock, and sessions that survive the death of the quorum's
 * leader. Speaks with the test over standard input and output, one line at a time; ends with status 0 where all held.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zookeeper/zookeeper.h>

#define WAIT_SECONDS 30

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int data_events = 0;
static int child_events = 0;
static int created_events = 0;
static int deleted_events = 0;
static int freed_events = 0;

static void fail(const char *what, int rc) {
    printf("failed: %s: %s\n", what, zerror(rc));
    exit(1);
}

static void expect(const char *what, int actual, int wanted) {
    if (actual != wanted) {
        printf("failed: %s: %s, not %s\n", what, zerror(actual), zerror(wanted));
        exit(1);
    }
}

/* Keeps in its context whether the session has a connection. */
static void watch_session(zhandle_t *handle, int type, int state, const char *path, void *context) {
    (void)handle;
    (void)type;
    (void)path;
    if (state == ZOO_EXPIRED_SESSION_STATE) {
        fail("the session", ZSESSIONEXPIRED);
    }
    pthread_mutex_lock(&mutex);
    *(int *)context = state == ZOO_CONNECTED_STATE;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void watch(zhandle_t *handle, int type, int state, const char *path, void *context) {
    (void)handle;
    (void)state;
    (void)path;
    (void)context;
    pthread_mutex_lock(&mutex);
    if (type == ZOO_CHANGED_EVENT) {
        data_events++;
    } else if (type == ZOO_CHILD_EVENT) {
        child_events++;
    } else if (type == ZOO_CREATED_EVENT) {
        created_events++;
    } else if (type == ZOO_DELETED_EVENT) {
        deleted_events++;
    }
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void watch_lock(zhandle_t *handle, int type, int state, const char *path, void *context) {
    (void)handle;
    (void)state;
    (void)path;
    (void)context;
    if (type == ZOO_DELETED_EVENT) {
        pthread_mutex_lock(&mutex);
        freed_events++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
}

static void await(const char *what, const int *value, int wanted) {
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += WAIT_SECONDS;
    pthread_mutex_lock(&mutex);
    while (*value != wanted) {
        if (pthread_cond_timedwait(&changed, &mutex, &deadline) != 0) {
            printf("failed: %s: %d after %d s, not %d\n", what, *value, WAIT_SECONDS, wanted);
            exit(1);
        }
    }
    pthread_mutex_unlock(&mutex);
}

static void basics(zhandle_t *handle) {
    char path[256];
    char data[256];
    int length = sizeof data;
    struct Stat stat;
    struct String_vector children;

    expect("exists of nothing", zoo_wexists(handle, "/c", watch, NULL, &stat), ZNONODE);
    expect("create", zoo_create(handle, "/c", "one", 3, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path), ZOK);
    await("created events", &created_events, 1);
    expect("create again", zoo_create(handle, "/c", "one", 3, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path), ZNODEEXISTS);
    expect("get", zoo_wget(handle, "/c", watch, NULL, data, &length, &stat), ZOK);
    if (length != 3 || memcmp(data, "one", 3) != 0 || stat.version != 0) {
        fail("what get read", ZMARSHALLINGERROR);
    }
    expect("set with a wrong version", zoo_set(handle, "/c", "two", 3, 7), ZBADVERSION);
    expect("set", zoo_set(handle, "/c", "two", 3, 0), ZOK);
    await("data events", &data_events, 1);
    expect("children", zoo_wget_children(handle, "/c", watch, NULL, &children), ZOK);
    deallocate_String_vector(&children);
    expect("create in order",
           zoo_create(handle, "/c/n-", "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_EPHEMERAL | ZOO_SEQUENCE, path, sizeof path), ZOK);
    if (strcmp(path, "/c/n-0000000000") != 0) {
        fail("the name of the first in order", ZMARSHALLINGERROR);
    }
    await("child events", &child_events, 1);
    expect("delete of a parent", zoo_delete(handle, "/c", -1), ZNOTEMPTY);

    zoo_op_t ops[2];
    zoo_op_result_t results[2];
    zoo_create_op_init(&ops[0], "/c/multi", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path);
    zoo_check_op_init(&ops[1], "/c", 9);
    expect("multi with a wrong version", zoo_multi(handle, 2, ops, results), ZBADVERSION);
    expect("exists of what was undone", zoo_exists(handle, "/c/multi", 0, &stat), ZNONODE);
    zoo_check_op_init(&ops[1], "/c", 1);
    expect("multi", zoo_multi(handle, 2, ops, results), ZOK);
    expect("exists", zoo_wexists(handle, "/c/multi", watch, NULL, &stat), ZOK);
    expect("delete", zoo_delete(handle, "/c/multi", 0), ZOK);
    await("deleted events", &deleted_events, 1);
}

static int is_lost(int rc) {
    return rc == ZCONNECTIONLOSS || rc == ZOPERATIONTIMEOUT;
}

/* Sets again while the connection is lost; the value may have been set by an attempt that got no answer. */
static void set_after_loss(zhandle_t *handle, const int *connected, const char *value) {
    time_t deadline = time(NULL) + WAIT_SECONDS;
    int rc;
    do {
        await("connected", connected, 1);
        rc = zoo_set(handle, "/c", value, (int)strlen(value), -1);
    } while (is_lost(rc) && time(NULL) < deadline);
    expect("set after the leader's death", rc, ZOK);
}

/* Asks for the lock: who has the lowest number has it. */
static void claim(zhandle_t *handle, char *path, int size) {
    expect("claim",
           zoo_create(handle, "/c-lock/n-", "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_EPHEMERAL | ZOO_SEQUENCE, path, size), ZOK);
}

/* Whether nobody has a lower number. */
static int has_lock(zhandle_t *handle, const int *connected, const char *path) {
    struct String_vector claims;
    time_t deadline = time(NULL) + WAIT_SECONDS;
    int rc;
    do {
        await("connected", connected, 1);
        rc = zoo_get_children(handle, "/c-lock", 0, &claims);
    } while (is_lost(rc) && time(NULL) < deadline);
    expect("claims", rc, ZOK);
    int lowest = 1;
    for (int i = 0; i < claims.count; i++) {
        if (strcmp(claims.data[i], path + strlen("/c-lock/")) < 0) {
            lowest = 0;
        }
    }
    deallocate_String_vector(&claims);
    return lowest;
}

/* Gives the lock back; an attempt that got no answer may have done so. */
static void unlock(zhandle_t *handle, const int *connected, const char *path) {
    time_t deadline = time(NULL) + WAIT_SECONDS;
    int attempts = 0;
    int rc;
    do {
        await("connected", connected, 1);
        rc = zoo_delete(handle, path, -1);
        attempts++;
    } while (is_lost(rc) && time(NULL) < deadline);
    expect("unlock", rc, attempts > 1 && rc == ZNONODE ? ZNONODE : ZOK);
}

static zhandle_t *connect_to(const char *servers, int *connected) {
    zhandle_t *handle = zookeeper_init(servers, watch_session, 10000, NULL, connected, 0);
    if (handle == NULL) {
        fail("zookeeper_init", ZSYSTEMERROR);
    }
    await("connected", connected, 1);
    return handle;
}

int main(int count, char **arguments) {
    char line[16];
    char held[64];
    char waiting[64];
    int first_connected = 0;
    int second_connected = 0;
    struct Stat stat;
    if (count != 2) {
        printf("failed: wants a connect string\n");
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR);
    zhandle_t *first = connect_to(arguments[1], &first_connected);
    zhandle_t *second = connect_to(arguments[1], &second_connected);
    basics(first);
    int64_t session = zoo_client_id(first)->client_id;
    int64_t second_session = zoo_client_id(second)->client_id;
    int events = data_events;
    expect("exists with a watch", zoo_wexists(first, "/c", watch, NULL, &stat), ZOK);

    expect("create for the lock", zoo_create(first, "/c-lock", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, NULL, 0), ZOK);
    claim(first, held, sizeof held);
    claim(second, waiting, sizeof waiting);
    if (!has_lock(first, &first_connected, held) || has_lock(second, &second_connected, waiting)) {
        fail("who came first has the lock", ZBADARGUMENTS);
    }
    expect("watch of the holder", zoo_wexists(second, held, watch_lock, NULL, &stat), ZOK);

    printf("kill the leader\n");
    if (fgets(line, sizeof line, stdin) == NULL) {
        fail("waiting for the leader's death", ZSYSTEMERROR);
    }
    set_after_loss(first, &first_connected, "three");
    await("data events, by a watch that has moved to another server", &data_events, events + 1);
    if (has_lock(second, &second_connected, waiting) || freed_events != 0) {
        fail("two have the lock", ZBADARGUMENTS);
    }
    unlock(first, &first_connected, held);
    await("events of the lock, by a watch that may have moved", &freed_events, 1);
    if (!has_lock(second, &second_connected, waiting)) {
        fail("the next one has the lock", ZBADARGUMENTS);
    }
    if (zoo_client_id(first)->client_id != session || zoo_client_id(second)->client_id != second_session) {
        fail("a session changed", ZSESSIONEXPIRED);
    }
    expect("exists of the ephemeral", zoo_exists(first, "/c/n-0000000000", 0, &stat), ZOK);
    if (stat.ephemeralOwner != session) {
        fail("the owner of the ephemeral", ZSESSIONEXPIRED);
    }
    expect("close", zookeeper_close(first), ZOK);
    expect("close of the other", zookeeper_close(second), ZOK);
    printf("done\n");
    return 0;
}
