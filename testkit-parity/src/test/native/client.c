/*
 * The ZooKeeper C client at work: basic operations, watches, and a session that survives the death of the quorum's
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
static int connected = 0;
static int data_events = 0;
static int child_events = 0;
static int created_events = 0;
static int deleted_events = 0;

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

static void watch(zhandle_t *handle, int type, int state, const char *path, void *context) {
    (void)handle;
    (void)path;
    (void)context;
    pthread_mutex_lock(&mutex);
    if (type == ZOO_SESSION_EVENT) {
        connected = state == ZOO_CONNECTED_STATE;
        if (state == ZOO_EXPIRED_SESSION_STATE) {
            fail("the session", ZSESSIONEXPIRED);
        }
    } else if (type == ZOO_CHANGED_EVENT) {
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

/* Sets again while the connection is lost; the value may have been set by an attempt that got no answer. */
static void set_after_loss(zhandle_t *handle, const char *value) {
    time_t deadline = time(NULL) + WAIT_SECONDS;
    int rc;
    do {
        await("connected", &connected, 1);
        rc = zoo_set(handle, "/c", value, (int)strlen(value), -1);
    } while ((rc == ZCONNECTIONLOSS || rc == ZOPERATIONTIMEOUT) && time(NULL) < deadline);
    expect("set after the leader's death", rc, ZOK);
}

int main(int count, char **arguments) {
    char line[16];
    struct Stat stat;
    if (count != 2) {
        printf("failed: wants a connect string\n");
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR);
    zhandle_t *handle = zookeeper_init(arguments[1], watch, 10000, NULL, NULL, 0);
    if (handle == NULL) {
        fail("zookeeper_init", ZSYSTEMERROR);
    }
    await("connected", &connected, 1);
    basics(handle);
    int64_t session = zoo_client_id(handle)->client_id;
    int events = data_events;
    expect("exists with a watch", zoo_wexists(handle, "/c", watch, NULL, &stat), ZOK);

    printf("kill the leader\n");
    if (fgets(line, sizeof line, stdin) == NULL) {
        fail("waiting for the leader's death", ZSYSTEMERROR);
    }
    set_after_loss(handle, "three");
    await("data events, by a watch that has moved to another server", &data_events, events + 1);
    if (zoo_client_id(handle)->client_id != session) {
        fail("the session changed", ZSESSIONEXPIRED);
    }
    expect("exists of the ephemeral", zoo_exists(handle, "/c/n-0000000000", 0, &stat), ZOK);
    if (stat.ephemeralOwner != session) {
        fail("the owner of the ephemeral", ZSESSIONEXPIRED);
    }
    expect("close", zookeeper_close(handle), ZOK);
    printf("done\n");
    return 0;
}
