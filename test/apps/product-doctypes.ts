import { doctypeOf, type FieldSpec } from '../demo/app-folder.ts';

/** A product of Frappe whose DocTypes are public. */
export type Product = 'hrms' | 'crm' | 'helpdesk' | 'lms';

const link = (fieldname: string, options: string, more: object = {}): FieldSpec => [
  fieldname,
  'Link',
  { options, ...more },
];
const select = (fieldname: string, options: readonly string[], more: object = {}): FieldSpec => [
  fieldname,
  'Select',
  { options: options.join('\n'), ...more },
];
const table = (fieldname: string, options: string): FieldSpec => [fieldname, 'Table', { options }];
const needed = { reqd: 1 };
const shown = { read_only: 1 };
const fetched = (source: string) => ({ fetch_from: source, read_only: 1 });
const CHILD = { istable: 1 };
const SERIES = { autoname: 'naming_series:' };
const named = (fieldname: string) => ({ autoname: `field:${fieldname}` });

/**
 * DocTypes of the shape of each product's: the names, docfields, links and child tables that its typical flows need.
 * They are written for these tests; nothing is taken over from the products.
 */
export const PRODUCT_DOCTYPES: Readonly<Record<Product, readonly Record<string, unknown>[]>> = {
  hrms: [
    doctypeOf('Employee', [
      ['employee_name', 'Data', needed],
      link('department', 'Department'),
      link('company', 'Company', needed),
    ]),
    doctypeOf('Department', [['department_name', 'Data', needed]]),
    doctypeOf('Company', [['company_name', 'Data', needed]], named('company_name')),
    doctypeOf('Leave Type', [['leave_type_name', 'Data', needed]], named('leave_type_name')),
    doctypeOf(
      'Leave Application',
      [
        select('naming_series', ['HR-LAP-.YYYY.-'], needed),
        link('employee', 'Employee', needed),
        ['employee_name', 'Data', fetched('employee.employee_name')],
        link('department', 'Department', fetched('employee.department')),
        link('company', 'Company', { ...needed, ...fetched('employee.company') }),
        link('leave_type', 'Leave Type', needed),
        ['from_date', 'Date', needed],
        ['to_date', 'Date', needed],
        ['half_day', 'Check'],
        ['total_leave_days', 'Float', shown],
        ['description', 'Small Text'],
        select('status', ['Open', 'Approved', 'Rejected', 'Cancelled'], { ...needed, default: 'Open' }),
        ['posting_date', 'Date', { ...needed, default: 'Today' }],
        link('amended_from', 'Leave Application', { ...shown, no_copy: 1 }),
      ],
      { ...SERIES, is_submittable: 1 },
    ),
    doctypeOf(
      'Attendance',
      [
        select('naming_series', ['HR-ATT-.YYYY.-'], needed),
        link('employee', 'Employee', needed),
        link('company', 'Company', { ...needed, ...fetched('employee.company') }),
        select('status', ['', 'Present', 'Absent', 'On Leave', 'Half Day', 'Work From Home'], needed),
        ['attendance_date', 'Date', needed],
        link('leave_type', 'Leave Type'),
        link('leave_application', 'Leave Application', shown),
        link('amended_from', 'Attendance', { ...shown, no_copy: 1 }),
      ],
      { ...SERIES, is_submittable: 1 },
    ),
  ],
  crm: [
    doctypeOf(
      'CRM Lead Status',
      [
        ['lead_status', 'Data', needed],
        ['position', 'Int'],
      ],
      named('lead_status'),
    ),
    doctypeOf(
      'CRM Deal Status',
      [
        ['deal_status', 'Data', needed],
        ['probability', 'Percent'],
      ],
      named('deal_status'),
    ),
    doctypeOf('CRM Organization', [['organization_name', 'Data']], named('organization_name')),
    doctypeOf('CRM Product', [['product_name', 'Data', needed]]),
    doctypeOf(
      'CRM Products',
      [
        link('product_code', 'CRM Product'),
        ['product_name', 'Data', needed],
        ['qty', 'Float'],
        ['rate', 'Currency', needed],
        ['amount', 'Currency', shown],
      ],
      CHILD,
    ),
    doctypeOf(
      'CRM Lead',
      [
        select('naming_series', ['CRM-LEAD-.YYYY.-']),
        ['first_name', 'Data', needed],
        ['last_name', 'Data'],
        ['email', 'Data', { options: 'Email' }],
        ['organization', 'Data'],
        link('status', 'CRM Lead Status', needed),
        ['converted', 'Check'],
        table('products', 'CRM Products'),
      ],
      SERIES,
    ),
    doctypeOf(
      'CRM Deal',
      [
        select('naming_series', ['CRM-DEAL-.YYYY.-']),
        link('organization', 'CRM Organization'),
        link('lead', 'CRM Lead'),
        link('status', 'CRM Deal Status', needed),
        ['probability', 'Percent'],
        table('products', 'CRM Products'),
      ],
      SERIES,
    ),
    doctypeOf(
      'CRM Task',
      [
        ['title', 'Data', needed],
        select('status', ['Backlog', 'Todo', 'In Progress', 'Done', 'Canceled']),
        link('reference_doctype', 'DocType'),
        ['reference_docname', 'Dynamic Link', { options: 'reference_doctype' }],
      ],
      { autoname: 'autoincrement' },
    ),
  ],
  helpdesk: [
    doctypeOf(
      'HD Ticket Status',
      [['label_agent', 'Data', needed], select('category', ['Open', 'Paused', 'Resolved'], needed)],
      named('label_agent'),
    ),
    doctypeOf('HD Ticket Priority', [['description', 'Small Text']], { autoname: 'Prompt' }),
    doctypeOf(
      'HD Ticket',
      [
        ['subject', 'Data', needed],
        ['description', 'Text Editor'],
        ['raised_by', 'Data', { options: 'Email' }],
        link('status', 'HD Ticket Status'),
        ['status_category', 'Data', fetched('status.category')],
        link('priority', 'HD Ticket Priority'),
        ['resolution_details', 'Text Editor'],
        ['opening_date', 'Date', shown],
      ],
      { autoname: '.####' },
    ),
    doctypeOf(
      'HD Ticket Comment',
      [
        ['content', 'Text Editor'],
        link('reference_ticket', 'HD Ticket'),
        link('commented_by', 'User'),
        ['is_pinned', 'Check'],
      ],
      { autoname: 'hash' },
    ),
  ],
  lms: [
    doctypeOf('LMS Course', [
      ['title', 'Data', needed],
      ['short_introduction', 'Small Text', needed],
      ['description', 'Text Editor', needed],
      ['published', 'Check'],
      ['instructors', 'Table MultiSelect', { options: 'Course Instructor', ...needed }],
      table('chapters', 'Chapter Reference'),
    ]),
    doctypeOf('Course Instructor', [link('instructor', 'User')], CHILD),
    doctypeOf('Chapter Reference', [link('chapter', 'Course Chapter', needed)], CHILD),
    doctypeOf(
      'Course Chapter',
      [link('course', 'LMS Course', needed), ['title', 'Data', needed], table('lessons', 'Lesson Reference')],
      { autoname: 'format:{####} {title}' },
    ),
    doctypeOf('Lesson Reference', [link('lesson', 'Course Lesson', needed)], CHILD),
    doctypeOf(
      'Course Lesson',
      [
        link('chapter', 'Course Chapter', needed),
        link('course', 'LMS Course', fetched('chapter.course')),
        ['title', 'Data', needed],
        ['body', 'Markdown Editor'],
      ],
      { autoname: 'format:{####} {title}' },
    ),
    doctypeOf('LMS Enrollment', [
      link('member', 'User', needed),
      ['member_name', 'Data', fetched('member.full_name')],
      link('course', 'LMS Course', needed),
      link('current_lesson', 'Course Lesson'),
      ['progress', 'Float', shown],
    ]),
    doctypeOf('LMS Course Progress', [
      link('lesson', 'Course Lesson'),
      link('chapter', 'Course Chapter', fetched('lesson.chapter')),
      link('course', 'LMS Course', fetched('chapter.course')),
      link('member', 'User'),
      select('status', ['Complete', 'Partially Complete', 'Incomplete']),
    ]),
  ],
};
