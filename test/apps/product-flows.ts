import { expect } from 'vitest';
import type { Product } from './product-doctypes.ts';

/** Asks the gateway, and expects no error. */
// biome-ignore lint/suspicious/noExplicitAny: flows read answers freely
export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<any>;

/** What people do with each product, from documents that the site has made up. */
export const PRODUCT_FLOWS: Readonly<Record<Product, (ask: Ask) => Promise<void>>> = {
  hrms: takeLeave,
  crm: winDeal,
  helpdesk: resolveTicket,
  lms: teachCourse,
};

/** A leave is asked for, approved and submitted, and its days are marked; then it is cancelled and amended. */
async function takeLeave(ask: Ask): Promise<void> {
  const { employees, leaveTypes } = await ask(`{
    employees(first: 2, orderBy: [{ name: ASC }]) { totalCount nodes { name employee_name company { name } } }
    leaveTypes(first: 1) { nodes { name } }
  }`);
  expect(employees.totalCount).toBeGreaterThan(1);
  const [employee] = employees.nodes;
  const days = { from_date: '2026-12-01', to_date: '2026-12-02', posting_date: '2026-11-21' };
  const leave_type = leaveTypes.nodes[0].name;
  const { createLeaveApplication } = await ask(
    `mutation ($input: LeaveApplicationInput) {
      createLeaveApplication(input: $input) { leaveApplication { name status docstatus employee_name company { name } } }
    }`,
    { input: { employee: employee.name, leave_type, ...days, status: 'Open' } },
  );
  const { name: leave, ...asked } = createLeaveApplication.leaveApplication;
  expect(leave).toMatch(/^HR-LAP-2026-\d{5}$/);
  const { employee_name, company } = employee;
  expect(asked).toEqual({ status: 'Open', docstatus: 'DRAFT', employee_name, company });
  const approved = await ask(
    `mutation ($leave: ID!) {
      updateLeaveApplication(name: $leave, input: { status: Approved }) { leaveApplication { status } }
      submitLeaveApplication(name: $leave) { leaveApplication { status docstatus } }
    }`,
    { leave },
  );
  expect(approved.submitLeaveApplication.leaveApplication).toEqual({ status: 'Approved', docstatus: 'SUBMITTED' });
  const day = { employee: employee.name, status: 'On_Leave', leave_type, leave_application: leave };
  const { createAttendances } = await ask(
    'mutation ($days: [AttendanceInput!]!) { createAttendances(inputs: $days) { attendance { name status } } }',
    { days: [days.from_date, days.to_date].map((attendance_date) => ({ ...day, attendance_date })) },
  );
  const marked = createAttendances.map((payload: { attendance: { name: string } }) => payload.attendance.name);
  for (const name of marked) {
    await ask('mutation ($name: ID!) { submitAttendance(name: $name) { attendance { docstatus } } }', { name });
  }
  const { leaveApplication } = await ask(
    `query ($leave: ID!) {
      leaveApplication(name: $leave) {
        attendancesByLeaveApplication(orderBy: [{ attendance_date: ASC }]) {
          nodes { name status attendance_date docstatus employee { employee_name } }
        }
      }
    }`,
    { leave },
  );
  expect(leaveApplication.attendancesByLeaveApplication.nodes).toEqual(
    [days.from_date, days.to_date].map((attendance_date, index) => ({
      ...{ name: marked[index], status: 'On_Leave', attendance_date, docstatus: 'SUBMITTED' },
      employee: { employee_name },
    })),
  );
  for (const name of marked) {
    await ask('mutation ($name: ID!) { cancelAttendance(name: $name) { attendance { docstatus } } }', { name });
  }
  const taken = await ask(
    `mutation ($leave: ID!) {
      cancelLeaveApplication(name: $leave) { leaveApplication { docstatus } }
      amendLeaveApplication(name: $leave, input: { to_date: "2026-12-01", status: Open }) {
        leaveApplication { name docstatus to_date status amended_from { name docstatus } }
      }
    }`,
    { leave },
  );
  expect(taken.amendLeaveApplication.leaveApplication).toEqual({
    ...{ name: `${leave}-1`, docstatus: 'DRAFT', to_date: '2026-12-01', status: 'Open' },
    amended_from: { name: leave, docstatus: 'CANCELLED' },
  });
}

/** A lead is qualified and becomes a deal with its products; a task is about the deal. */
async function winDeal(ask: Ask): Promise<void> {
  const { crmLeadStatusList: leads, crmDealStatusList: deals } = await ask(`{
    crmLeadStatusList(first: 2, orderBy: [{ name: ASC }]) { nodes { name } }
    crmDealStatusList(first: 2, orderBy: [{ name: ASC }]) { nodes { name } }
  }`);
  const products = ['Seats', 'Support'].map((product_name, index) => ({ product_name, qty: index + 1, rate: '12.5' }));
  const { createCrmLead } = await ask(
    'mutation ($input: CRMLeadInput) { createCrmLead(input: $input) { crmLead { name converted status { name } } } }',
    {
      input: { first_name: 'Ada', email: 'ada@example.com', status: leads.nodes[0].name, organization: 'Analytics' },
    },
  );
  const { name: lead, ...first } = createCrmLead.crmLead;
  expect(first).toEqual({ converted: false, status: { name: leads.nodes[0].name } });
  const { createCrmDeal } = await ask(
    `mutation ($lead: ID!, $qualified: CRMLeadInput!, $deal: CRMDealInput, $organization: CRMOrganizationInput) {
      updateCrmLead(name: $lead, input: $qualified) { crmLead { name } }
      createCrmOrganization(input: $organization) { crmOrganization { name } }
      createCrmDeal(input: $deal) { crmDeal { name products { product_name qty rate } } }
    }`,
    {
      lead,
      organization: { organization_name: 'Analytics' },
      qualified: { converted: true, status: leads.nodes[1].name },
      deal: { lead, organization: 'Analytics', status: deals.nodes[0].name, probability: 20, products },
    },
  );
  const { name: deal, products: rows } = createCrmDeal.crmDeal;
  expect(rows).toEqual(products);
  const { createCrmTask } = await ask(
    `mutation ($deal: ID!, $won: ID!) {
      createCrmTask(input: { title: "Call", status: Todo, reference_doctype: "CRM Deal", reference_docname: $deal }) {
        crmTask { reference_docname { doctype name } }
      }
      updateCrmDeal(name: $deal, input: { status: $won, probability: 100 }) { crmDeal { name } }
    }`,
    { deal, won: deals.nodes[1].name },
  );
  expect(createCrmTask.crmTask.reference_docname).toEqual({ doctype: 'CRM Deal', name: deal });
  const board = await ask(
    `query ($lead: ID!, $statuses: [ID!]) {
      crmLead(name: $lead) {
        converted status { name }
        crmDealsByLead { nodes {
          name probability organization { organization_name } status { name }
          _meta { backlinks { crmTasksByReferenceDocname { nodes { title status } } } }
        } }
      }
      crmDealAggregate(filter: { status: { in: $statuses } }, groupBy: [status]) { count group { status { name } } }
    }`,
    { lead, statuses: deals.nodes.map(({ name }: { name: string }) => name) },
  );
  const { crmDealsByLead, ...converted } = board.crmLead;
  expect(converted).toEqual({ converted: true, status: { name: leads.nodes[1].name } });
  expect(crmDealsByLead.nodes).toEqual([
    {
      ...{ name: deal, probability: 100, status: { name: deals.nodes[1].name } },
      organization: { organization_name: 'Analytics' },
      _meta: { backlinks: { crmTasksByReferenceDocname: { nodes: [{ title: 'Call', status: 'Todo' }] } } },
    },
  ]);
  const won = board.crmDealAggregate.find(
    ({ group }: { group: { status: { name: string } } }) => group.status.name === deals.nodes[1].name,
  );
  expect(won.count).toBeGreaterThanOrEqual(1);
}

/** A ticket comes in, is commented on and answered, and ends as resolved. */
async function resolveTicket(ask: Ask): Promise<void> {
  const { hdTicketPriorities } = await ask('{ hdTicketPriorities(first: 1) { nodes { name } } }');
  const { open, solved, createHdTicket } = await ask(
    `mutation ($priority: ID!) {
      open: createHdTicketStatus(input: { label_agent: "Waiting", category: Open }) { hdTicketStatus { name } }
      solved: createHdTicketStatus(input: { label_agent: "Solved", category: Resolved }) { hdTicketStatus { name } }
      createHdTicket(input: {
        subject: "It does not start", description: "<p>At all.</p>", raised_by: "ada@example.com"
        status: "Waiting", priority: $priority
      }) { hdTicket { name status { name category } status_category } }
    }`,
    { priority: hdTicketPriorities.nodes[0].name },
  );
  expect([open.hdTicketStatus.name, solved.hdTicketStatus.name]).toEqual(['Waiting', 'Solved']);
  const { name: ticket, ...opened } = createHdTicket.hdTicket;
  expect(opened).toEqual({ status: { name: 'Waiting', category: 'Open' }, status_category: 'Open' });
  const { createHdTicketComment } = await ask(
    `mutation ($ticket: ID!) {
      createHdTicketComment(input: {
        reference_ticket: $ticket, content: "<p>Plugged in?</p>", commented_by: "gateway@example.com"
      }) { hdTicketComment { name commented_by { name } } }
      addComment(doctype: "HD Ticket", name: $ticket, content: "<p>Seen.</p>") { comment { content } }
    }`,
    { ticket },
  );
  expect(createHdTicketComment.hdTicketComment.commented_by).toEqual({ name: 'gateway@example.com' });
  const { updateHdTicket } = await ask(
    `mutation ($ticket: ID!) {
      updateHdTicket(name: $ticket, input: { status: "Solved", resolution_details: "<p>It was not.</p>" }) {
        hdTicket { status_category resolution_details hdTicketCommentsByReferenceTicket { nodes { content } } }
      }
    }`,
    { ticket },
  );
  expect(updateHdTicket.hdTicket).toEqual({
    status_category: 'Resolved',
    resolution_details: '<p>It was not.</p>',
    hdTicketCommentsByReferenceTicket: { nodes: [{ content: '<p>Plugged in?</p>' }] },
  });
  const { hdTickets } = await ask(
    `query ($ticket: ID!) {
      hdTickets(filter: { name: { eq: $ticket }, status: { in: ["Solved"] } }) { nodes { name subject } }
    }`,
    { ticket },
  );
  expect(hdTickets.nodes).toEqual([{ name: ticket, subject: 'It does not start' }]);
}

/** A course gets a chapter with lessons; a member enrols and finishes one of them. */
async function teachCourse(ask: Ask): Promise<void> {
  const member = 'gateway@example.com';
  const { createLmsCourse } = await ask(
    `mutation ($input: LMSCourseInput) { createLmsCourse(input: $input) { lmsCourse { name instructors { instructor { name } } } } }`,
    {
      input: {
        ...{ title: 'Tea', short_introduction: 'How to brew', description: '<p>In ten lessons.</p>', published: true },
        instructors: [{ instructor: member }],
      },
    },
  );
  const { name: course, instructors } = createLmsCourse.lmsCourse;
  expect(instructors).toEqual([{ instructor: { name: member } }]);
  const { createCourseChapter } = await ask(
    'mutation ($course: ID!) { createCourseChapter(input: { course: $course, title: "Water" }) { courseChapter { name } } }',
    { course },
  );
  const chapter = createCourseChapter.courseChapter.name;
  expect(chapter).toMatch(/^\d{4} Water$/);
  const { createCourseLessons } = await ask(
    `mutation ($inputs: [CourseLessonInput!]!) {
      createCourseLessons(inputs: $inputs) { courseLesson { name course { name } } }
    }`,
    { inputs: ['Soft', 'Hot'].map((title) => ({ chapter, title, body: `# ${title}` })) },
  );
  const lessons = createCourseLessons.map((payload: { courseLesson: { name: string } }) => payload.courseLesson.name);
  expect(createCourseLessons[0].courseLesson.course).toEqual({ name: course });
  await ask(
    `mutation ($course: ID!, $chapter: ID!, $lessons: [LessonReferenceInput!], $chapters: [ChapterReferenceInput!]) {
      updateCourseChapter(name: $chapter, input: { lessons: $lessons }) { courseChapter { name } }
      updateLmsCourse(name: $course, input: { chapters: $chapters }) { lmsCourse { name } }
    }`,
    { course, chapter, lessons: lessons.map((lesson: string) => ({ lesson })), chapters: [{ chapter }] },
  );
  await ask(
    `mutation ($course: ID!, $lesson: ID!, $member: ID!) {
      createLmsEnrollment(input: { member: $member, course: $course, current_lesson: $lesson }) { lmsEnrollment { name } }
      createLmsCourseProgress(input: { lesson: $lesson, member: $member, status: Complete }) { lmsCourseProgress { name } }
    }`,
    { course, lesson: lessons[0], member },
  );
  const { lmsCourse } = await ask(
    `query ($course: ID!, $member: ID!) {
      lmsCourse(name: $course) {
        title
        chapters { chapter { title lessons { lesson {
          title body lmsCourseProgressesByLesson { nodes { status member { name } chapter { title } } }
        } } } }
        lmsEnrollmentsByCourse(filter: { member: { eq: $member } }) { nodes { member { name } current_lesson { title } } }
      }
    }`,
    { course, member },
  );
  const done = { status: 'Complete', member: { name: member }, chapter: { title: 'Water' } };
  const shownLessons = [
    { title: 'Soft', body: '# Soft', lmsCourseProgressesByLesson: { nodes: [done] } },
    { title: 'Hot', body: '# Hot', lmsCourseProgressesByLesson: { nodes: [] } },
  ];
  expect(lmsCourse).toEqual({
    title: 'Tea',
    chapters: [{ chapter: { title: 'Water', lessons: shownLessons.map((lesson) => ({ lesson })) } }],
    lmsEnrollmentsByCourse: { nodes: [{ member: { name: member }, current_lesson: { title: 'Soft' } }] },
  });
}
